using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Distribute.Contracts.Images;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// The copies of reentrant images that all ranks of this process run (<see cref="CellImage.IsReentrant"/>): loaded and compiled
/// to machine code once and not for each rank. Thread safe.
/// </summary>
/// <remarks>
/// An image is known by its bytes, the very array, so that two that happen to have one name are two. Nothing is held here: a copy goes when no rank uses it any more.
/// </remarks>
internal sealed class SharedImages
{
    private readonly ConditionalWeakTable<byte[], Place> _places = [];
    private readonly CellContexts _contexts = new();

    /// <summary>Those of this process.</summary>
    public static SharedImages OfProcess { get; } = new();

    /// <summary>The copy of an image, loaded when there is none.</summary>
    public (CellContext Context, CellAssembly Cell, Assembly Assembly) Load(CellImage image)
    {
        var place = _places.GetOrAdd(image.Pe, static _ => new Place());
        lock (place)
        {
            if (place.Context?.TryGetTarget(out var context) == true && context.Find(image.Name) is { Assembly: { } there } known) return (context, known, there);
            (context, var cell, var assembly) = _contexts.Load(image, packages: null);
            if (image.HasEntry) Prepare(LoadedImage.EntryOf(image, LoadedImage.EntryTypeOf(image, assembly)));
            place.Context = new WeakReference<CellContext>(context, trackResurrection: true);
            return (context, cell, assembly);
        }
    }

    // Here, and not by all ranks that start with it, of which all but one would wait.
    private static void Prepare(MethodInfo code)
    {
        try
        {
            RuntimeHelpers.PrepareMethod(code.MethodHandle);
        }
        catch (Exception failed) when (failed is TypeLoadException or BadImageFormatException or InvalidProgramException or FileNotFoundException or FileLoadException or MissingMemberException)
        {
            // Code that cannot be made is an error of each rank that runs it, which says the same.
            Trace.TraceInformation("Code was not prepared: " + failed.Message);
        }
    }

    private sealed class Place
    {
        // The long kind of weak reference: a context outlives its own finalizer while anything uses its assembly.
        public WeakReference<CellContext>? Context { get; set; }
    }
}
