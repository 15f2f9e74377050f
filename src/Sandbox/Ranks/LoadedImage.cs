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

    private LoadedImage(CellContext context, CellAssembly cell, Assembly assembly, Type entry)
    {
        Context = context;
        Cell = cell;
        Assembly = assembly;
        _entry = entry;
    }

    /// <summary>Where it is loaded, perhaps with others.</summary>
    public CellContext Context { get; }

    /// <summary>What its types and frames lead back to.</summary>
    public CellAssembly Cell { get; }

    public Assembly Assembly { get; }

    /// <summary>The cell's code; null when it is asynchronous or there is none.</summary>
    public Func<object?>? Run { get; private set; }

    /// <summary>The cell's asynchronous code.</summary>
    public Func<Task<object?>>? RunAsync { get; private set; }

    /// <summary>Loads an image, or finds the copy of it that ranks share, and binds it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="load">What loads it.</param>
    /// <param name="owner">The rank.</param>
    /// <param name="variables">The rank's variables.</param>
    /// <exception cref="IsolateException">The image is not what its description says.</exception>
    public static LoadedImage Load(CellImage image, Func<(CellContext Context, CellAssembly Cell, Assembly Assembly)> load, RankRuntime owner, SlotTable variables)
    {
        try
        {
            var (context, cell, assembly) = load();
            cell.Add(owner);
            var loaded = new LoadedImage(context, cell, assembly, EntryTypeOf(image, assembly));
            loaded.Bind(image, variables);
            loaded.Enter(image);
            return loaded;
        }
        catch (Exception failed) when (failed is BadImageFormatException or TypeLoadException or FileNotFoundException or FileLoadException
            or MissingMemberException or ArgumentException or InvalidOperationException or TypeInitializationException)
        {
            throw new IsolateException($"The image '{image.Name}' could not be loaded: {failed.Message}", failed);
        }
    }

    /// <summary>An image that was dropped and is still in memory, because something uses it; null when it has gone meanwhile. <see cref="Revive"/> makes it ready to run.</summary>
    public static LoadedImage? Again(CellImage image, CellContext context) =>
        context.Find(image.Name) is { Assembly: { } assembly } cell && assembly.GetType(image.EntryTypeName) is { } entry ? new LoadedImage(context, cell, assembly, entry) : null;

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
}
