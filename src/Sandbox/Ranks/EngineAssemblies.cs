using System.Reflection;
using System.Runtime.Loader;
using Distribute.Contracts.Images;
using Distribute.Sandbox.Output;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// The engine's assemblies that cells refer to. A program that has the engine in its default load context needs no help to find
/// them; one that keeps it in a context of its own, away from its own versions of the same libraries, does.
/// </summary>
internal static class EngineAssemblies
{
    /// <summary>The library that shows values. Whoever refers to it may have given it formatters of his own.</summary>
    public const string FormattingLibrary = "Microsoft.DotNet.Interactive.Formatting";

    private static readonly Assembly Contracts = typeof(CellImage).Assembly;

    private static readonly bool IsApart = AssemblyLoadContext.GetLoadContext(Contracts) != AssemblyLoadContext.Default;

    /// <summary>The assembly of that name; null for others, and where the default context has it.</summary>
    public static Assembly? Find(string? name)
    {
        if (name == FormattingLibrary) ValueFormatter.LibraryInUse = true;
        return IsApart && name == Contracts.GetName().Name ? Contracts : null;
    }
}
