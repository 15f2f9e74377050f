using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Distribute.Sandbox.Sessions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Distribute.Polyglot;

/// <summary>
/// The notebook's C# kernel, as far as ranks need it: the code that ran, its variables, its types. It is reached late bound: what it
/// tells is made of types of the host's own Roslyn, which may be another version than the engine's.
/// </summary>
/// <param name="root">The notebook.</param>
internal sealed partial class ScriptKernel(Kernel root) : IHostTypes
{
    private const string Name = "csharp";

    private static readonly string Own = Path.GetFileName(typeof(ScriptKernel).Assembly.Location);

    private static readonly HashSet<string> Platform = [.. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator)];

    private dynamic? State => root.FindKernelByName(Name) is { } kernel && kernel.GetType().GetProperty("ScriptState") is { } state ? state.GetValue(kernel) : null;

    /// <summary>The newest script; null before the first.</summary>
    public object? Newest => State?.Script;

    /// <summary>
    /// The texts of the scripts that ran after another, oldest first, without what is of the notebook's program alone: ranks show
    /// values and ask for input in their own way, and none of its kernels is there.
    /// </summary>
    /// <param name="last">The other; null for all.</param>
    public IReadOnlyList<string> TextsSince(object? last)
    {
        var texts = new Stack<string>();
        for (object? script = Newest; script is not null && !ReferenceEquals(script, last); script = ((dynamic)script).Previous) texts.Push(OfProgram().Replace((string)((dynamic)script).Code, ""));
        return [.. texts];
    }

    /// <summary>Files of the assemblies that scripts refer to, but for the host's own.</summary>
    public IReadOnlyList<string> References()
    {
        var files = new List<string>();
        if ((dynamic?)Newest is not { } script) return files;
        foreach (var reference in script.Options.MetadataReferences)
            if ((string?)reference.Display is { } file && File.Exists(file) && !Platform.Contains(file) && Path.GetFileName(file) != Own) files.Add(file);
        return files;
    }

    /// <summary>The variables, of two of one name the newer.</summary>
    public IReadOnlyDictionary<string, HostVariable> Variables(IReadOnlySet<string> names)
    {
        var found = new Dictionary<string, HostVariable>(StringComparer.Ordinal);
        if (State is not { } state) return found;
        foreach (var variable in state.Variables)
        {
            var name = (string)variable.Name;
            if (names.Contains(name)) found[name] = new HostVariable(name, (Type)variable.Type, (object?)variable.Value);
        }

        return found;
    }

    /// <summary>Assigns a variable, declared anew when it has another type.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="type">Its static type as C#.</param>
    /// <param name="value">Its value.</param>
    /// <returns>What went wrong; null when nothing did.</returns>
    public async Task<string?> AssignAsync(string name, string type, object? value)
    {
        if (root.FindKernelByName(Name) is not { } kernel) return "the notebook has no C# kernel";
        // A script more for each value would be kept for ever: one that only assigns needs none.
        var known = Newest is not null && Find(name) is { } before && value is not null && (Type)before.Type == value.GetType();
        if (!known)
        {
            var result = await kernel.SendAsync(new SubmitCode($"{type} {name} = default;", kernel.Name)).ConfigureAwait(false);
            if (result.Events.OfType<CommandFailed>().FirstOrDefault() is { } failed) return $"'{name}' cannot be declared in C#: {failed.Message}";
        }

        Find(name)!.Value = value;
        return null;
    }

    /// <inheritdoc/>
    public string? CellNameOf(Type definition) =>
        ScriptOf(definition.Assembly) is not null && definition.FullName is { } name && name.IndexOf('+', StringComparison.Ordinal) is > 0 and var at ? name[(at + 1)..] : null;

    /// <inheritdoc/>
    public Type? OfCell(string name)
    {
        if ((dynamic?)Newest is not { } script || ScriptOf((string)script.GetCompilation().AssemblyName) is not var (chain, _)) return null;
        return AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => (Assembly: assembly, Script: ScriptOf(assembly))).Where(found => found.Script?.Chain == chain)
            .OrderByDescending(found => found.Script!.Value.Number)
            .Select(found => found.Assembly.GetType($"Submission#{found.Script!.Value.Number}+{name}")).FirstOrDefault(type => type is not null);
    }

    /// <inheritdoc/>
    public Type? OfAssembly(string name) => Type.GetType(name, throwOnError: false) ?? Type.GetType(name, Load, null, throwOnError: false);

    // Packages may stand in contexts of the scripts' own. Those of ranks and of the engine are not for them.
    private static Assembly? Load(AssemblyName name) => AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly =>
        assembly.GetName().Name == name.Name && AssemblyLoadContext.GetLoadContext(assembly) is var context && !IsEngines(context));

    private static bool IsEngines(AssemblyLoadContext? context) =>
        context?.GetType().Assembly == typeof(Session).Assembly
        || (context != AssemblyLoadContext.Default && context == AssemblyLoadContext.GetLoadContext(typeof(Session).Assembly));

    private dynamic? Find(string name)
    {
        dynamic? found = null;
        foreach (var variable in State!.Variables)
            if ((string)variable.Name == name) found = variable;
        return found;
    }

    [GeneratedRegex(@"^[ \t]*(using\s+(static\s+)?Microsoft\.DotNet\.Interactive(?!\.Formatting)[\w.]*\s*;|#r\s+""[^""]*Microsoft\.DotNet\.Interactive[^""/\\]*\.dll"")", RegexOptions.Multiline)]
    private static partial Regex OfProgram();

    private static (string Chain, int Number)? ScriptOf(Assembly assembly) => ScriptOf(assembly.GetName().Name);

    // Roslyn names the assemblies of a chain of scripts alike: ℛ*<guid>#<chain>-<number>.
    private static (string Chain, int Number)? ScriptOf(string? assembly) =>
        assembly is ['\u211B', '*', ..] && assembly.LastIndexOf('-') is > 0 and var at && int.TryParse(assembly.AsSpan(at + 1), out var number) ? (assembly[..at], number) : null;
}
