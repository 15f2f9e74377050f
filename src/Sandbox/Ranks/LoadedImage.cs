using System.Reflection;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;

namespace Distribute.Sandbox.Ranks;

/// <summary>An image in its load context, bound to the rank's variables and ready to run as often as asked.</summary>
internal sealed class LoadedImage
{
    private LoadedImage(CellContext context, Assembly assembly)
    {
        Context = context;
        Assembly = assembly;
    }

    public CellContext Context { get; }

    public Assembly Assembly { get; }

    /// <summary>The cell's code; null when it is asynchronous or there is none.</summary>
    public Func<object?>? Run { get; private set; }

    /// <summary>The cell's asynchronous code.</summary>
    public Func<Task<object?>>? RunAsync { get; private set; }

    /// <summary>Loads an image and binds it.</summary>
    /// <exception cref="IsolateException">The image is not what its description says.</exception>
    public static LoadedImage Load(CellImage image, CellContext context, SlotTable variables)
    {
        try
        {
            using var pe = new MemoryStream(image.Pe, writable: false);
            using var pdb = image.Pdb.Length > 0 ? new MemoryStream(image.Pdb, writable: false) : null;
            var loaded = new LoadedImage(context, context.LoadFromStream(pe, pdb));
            var entry = loaded.Assembly.GetType(image.EntryTypeName, throwOnError: true)!;
            Bind(image, entry, variables);
            return loaded.WithEntry(image, entry);
        }
        catch (Exception failed) when (failed is BadImageFormatException or TypeLoadException or FileNotFoundException or FileLoadException
            or MissingMemberException or ArgumentException or InvalidOperationException or TypeInitializationException)
        {
            throw new IsolateException($"The image '{image.Name}' could not be loaded: {failed.Message}", failed);
        }
    }

    /// <summary>An image that was dropped and is still in memory, because something uses it. Already bound; null when it has gone meanwhile.</summary>
    public static LoadedImage? Again(CellImage image, CellContext context)
    {
        var assembly = context.Assemblies.FirstOrDefault();
        return assembly?.GetType(image.EntryTypeName) is { } entry ? new LoadedImage(context, assembly).WithEntry(image, entry) : null;
    }

    /// <summary>Makes the image's variables that were forgotten meanwhile; those that are there stay.</summary>
    public void BindAgain(CellImage image, SlotTable variables) => Bind(image, Assembly.GetType(image.EntryTypeName, throwOnError: true)!, variables);

    private static void Bind(CellImage image, Type entry, SlotTable variables)
    {
        if (image.AsksRank) Field(entry, CellImage.RankField).SetValue(null, variables.Rank);
        foreach (var slot in image.Slots)
        {
            var field = Field(entry, CellImage.SlotPrefix + slot.Name);
            field.SetValue(null, variables.Bind(field.FieldType, slot));
        }
    }

    private static FieldInfo Field(Type entry, string name) =>
        entry.GetField(name, BindingFlags.Public | BindingFlags.Static) ?? throw new MissingFieldException(entry.FullName, name);

    private LoadedImage WithEntry(CellImage image, Type entry)
    {
        if (!image.HasEntry) return this;
        if (image.IsAsync) RunAsync = Method(entry, CellImage.RunMethod).CreateDelegate<Func<Task<object?>>>();
        else Run = Method(entry, CellImage.RunMethod).CreateDelegate<Func<object?>>();
        return this;
    }

    private static MethodInfo Method(Type entry, string name) =>
        entry.GetMethod(name, BindingFlags.Public | BindingFlags.Static) ?? throw new MissingMethodException(entry.FullName, name);
}
