using System.Reflection;
using System.Runtime.CompilerServices;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;

namespace Distribute.Sandbox.Ranks;

/// <summary>An image in its load context, bound to the rank's variables and ready to run as often as asked.</summary>
internal sealed class LoadedImage
{
    private readonly Type _entry;

    // What holds the rank's variables for code that stands in an object; null where the entry type itself does.
    private object? _body;

    private LoadedImage(CellContext context, Assembly assembly, Type entry)
    {
        Context = context;
        Assembly = assembly;
        _entry = entry;
    }

    public CellContext Context { get; }

    public Assembly Assembly { get; }

    /// <summary>The cell's code; null when it is asynchronous or there is none.</summary>
    public Func<object?>? Run { get; private set; }

    /// <summary>The cell's asynchronous code.</summary>
    public Func<Task<object?>>? RunAsync { get; private set; }

    /// <summary>Loads an image and binds it.</summary>
    /// <exception cref="IsolateException">The image is not what its description says.</exception>
    public static LoadedImage Load(CellImage image, CellContext context, SlotTable variables) => Guard(image, () =>
        Loaded(image, (context, context.Load(image)), variables));

    /// <summary>Binds the copy of an image that all ranks of the process run (<see cref="CellImage.IsReentrant"/>), loading it for the first of them.</summary>
    /// <exception cref="IsolateException">The image is not what its description says.</exception>
    public static LoadedImage Share(CellImage image, SlotTable variables, RankRuntime owner) => Guard(image, () =>
    {
        var copy = SharedImages.Load(image);
        copy.Context.Add(owner);
        return Loaded(image, copy, variables);
    });

    /// <summary>An image that was dropped and is still in memory, because something uses it; null when it has gone meanwhile. <see cref="Revive"/> makes it ready to run.</summary>
    public static LoadedImage? Again(CellImage image, CellContext context) =>
        context.Assemblies.FirstOrDefault() is { } assembly && assembly.GetType(image.EntryTypeName) is { } entry ? new LoadedImage(context, assembly, entry) : null;

    /// <summary>Makes an image that was dropped ready to run again.</summary>
    public void Revive(CellImage image, SlotTable variables)
    {
        // A static entry type still has its variables; an instance went with the one who dropped the image.
        if (IsObject) Bind(image, variables);
        Enter(image);
    }

    /// <summary>The entry type of an image.</summary>
    public static Type EntryTypeOf(CellImage image, Assembly assembly) => assembly.GetType(image.EntryTypeName, throwOnError: true)!;

    /// <summary>The code of an image that has some.</summary>
    public static MethodInfo EntryOf(CellImage image, Type entry) =>
        entry.GetMethod(CellImage.RunMethod, BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance) ?? throw new MissingMethodException(entry.FullName, CellImage.RunMethod);

    /// <summary>Fills in the image's variables; makes those that are not there, or were forgotten meanwhile.</summary>
    public void Bind(CellImage image, SlotTable variables)
    {
        // No constructor runs: it would have to be compiled, and does nothing.
        if (IsObject) _body ??= RuntimeHelpers.GetUninitializedObject(_entry);
        if (image.AsksRank) Field(CellImage.RankField).SetValue(_body, variables.Rank);
        foreach (var slot in image.Slots)
        {
            var field = Field(CellImage.SlotPrefix + slot.Name);
            field.SetValue(_body, variables.Bind(field.FieldType, slot));
        }
    }

    private bool IsObject => !_entry.IsAbstract;

    private static LoadedImage Loaded(CellImage image, (CellContext Context, Assembly Assembly) copy, SlotTable variables)
    {
        var loaded = new LoadedImage(copy.Context, copy.Assembly, EntryTypeOf(image, copy.Assembly));
        loaded.Bind(image, variables);
        loaded.Enter(image);
        return loaded;
    }

    private void Enter(CellImage image)
    {
        if (!image.HasEntry) return;
        var run = EntryOf(image, _entry);
        var body = run.IsStatic ? null : _body;
        if (image.IsAsync) RunAsync = run.CreateDelegate<Func<Task<object?>>>(body);
        else Run = run.CreateDelegate<Func<object?>>(body);
    }

    private FieldInfo Field(string name) =>
        _entry.GetField(name, BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance) ?? throw new MissingFieldException(_entry.FullName, name);

    private static LoadedImage Guard(CellImage image, Func<LoadedImage> load)
    {
        try
        {
            return load();
        }
        catch (Exception failed) when (failed is BadImageFormatException or TypeLoadException or FileNotFoundException or FileLoadException
            or MissingMemberException or ArgumentException or InvalidOperationException or TypeInitializationException)
        {
            throw new IsolateException($"The image '{image.Name}' could not be loaded: {failed.Message}", failed);
        }
    }
}
