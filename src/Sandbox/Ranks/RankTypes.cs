using System.Reflection;
using System.Runtime.Loader;
using Distribute.Contracts.Isolates;
using Distribute.Sandbox.State;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// Names type definitions so that another rank finds its own of them: a cell's type by its image, every other by its
/// assembly's simple name, without versions. Thread safe.
/// </summary>
internal sealed class RankTypes(RankRuntime runtime) : ITypeNames
{
    /// <inheritdoc/>
    public (string? Image, string Name) NameOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.FullName is not { } name)
        {
            throw new IsolateException($"The type '{TypeText.Of(type)}' has no name that another rank could find.");
        }

        return CellAssembly.Of(type) is { } cell
            ? (cell.Image, name)
            : (null, name + ", " + type.Assembly.GetName().Name);
    }

    /// <inheritdoc/>
    public Type Resolve(string? image, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            if (image is null) return Type.GetType(name, FindAssembly, FindType, throwOnError: true)!;
            if (runtime.FindImage(image)?.Assembly.GetType(name, throwOnError: false) is { } type) return type;
        }
        catch (Exception failed) when (failed is TypeLoadException or FileNotFoundException or FileLoadException or BadImageFormatException or ArgumentException)
        {
            throw Missing(image, name, failed);
        }

        throw Missing(image, name, null);
    }

    private IsolateException Missing(string? image, string name, Exception? inner) =>
        new($"{runtime.Rank.DisplayName} has no type '{name}'" + (image is null ? "." : $" of image '{image}'."), inner);

    private Assembly? FindAssembly(AssemblyName name) =>
        runtime.Packages?.Find(name) ?? EngineAssemblies.Find(name.Name) ?? AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(name.Name!));

    private static Type? FindType(Assembly? assembly, string name, bool ignoreCase) =>
        assembly is null ? Type.GetType(name, throwOnError: false, ignoreCase) : assembly.GetType(name, throwOnError: false, ignoreCase);
}
