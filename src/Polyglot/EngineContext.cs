using System.Reflection;
using System.Runtime.Loader;
using Microsoft.DotNet.Interactive;

namespace Distribute.Polyglot;

/// <summary>
/// The engine as the package has it, with libraries of its own: a notebook's program has other versions of some (Roslyn,
/// System.CommandLine) in its default load context, where there can be only one. What is not in the package's folder is the notebook's, so
/// that both mean the same kernel. Lives as long as the process, one for all notebooks.
/// </summary>
internal sealed class EngineContext : AssemblyLoadContext
{
    private static readonly Lazy<EngineContext?> Own = new(Find);

    private readonly string _folder;
    private readonly Action<Kernel> _add;

    private EngineContext(string folder) : base("Distribute")
    {
        _folder = folder;
        var extension = LoadFromAssemblyPath(FileOf(typeof(EngineContext).Assembly.GetName())).GetType(typeof(Extension).FullName!, throwOnError: true)!;
        _add = extension.GetMethod(nameof(Extension.Add), BindingFlags.Static | BindingFlags.Public)!.CreateDelegate<Action<Kernel>>();
    }

    /// <summary>The package's engine; null where this assembly is with the engine already.</summary>
    public static EngineContext? Package => Own.Value;

    /// <summary>Adds the extension to a notebook.</summary>
    public void Add(Kernel kernel) => _add(kernel);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) => FileOf(assemblyName) is var file && File.Exists(file) ? LoadFromAssemblyPath(file) : null;

    private static EngineContext? Find()
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(EngineContext).Assembly.Location) ?? "", "..", "..", "engine"));
        return Directory.Exists(folder) ? new EngineContext(folder) : null;
    }

    private string FileOf(AssemblyName name) => Path.Combine(_folder, name.Name + ".dll");
}
