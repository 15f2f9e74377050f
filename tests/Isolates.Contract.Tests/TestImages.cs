using System.Text;
using Distribute.Contracts.Images;
using Distribute.Contracts.Runtime;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Distribute.Isolates.Contract.Tests;

/// <summary>
/// Makes images from C# text as the cell compiler would, so that isolates are tested without it. A variable is a
/// <c>Slot&lt;T&gt;</c> field of its name; <c>Check()</c> is the woven stop check; lines count from the body's first.
/// </summary>
public sealed class TestImages
{
    private static readonly MetadataReference[] Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is { } file
                && (file.StartsWith("System.", StringComparison.Ordinal) || file is "netstandard.dll" or "Distribute.Contracts.dll"
                    or "Microsoft.DotNet.Interactive.Formatting.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static int _made;

    /// <summary>A variable that the image binds.</summary>
    public sealed record Variable(string Type, string Name, int Id);

    /// <summary>Compiles a body of statements that ends with a return of the cell's result.</summary>
    public static CellImage Make(string body, IReadOnlyList<Variable>? variables = null, string types = "", string members = "",
        bool isAsync = false, IReadOnlyList<CellImage>? uses = null, IReadOnlyDictionary<string, string>? typeNames = null, string? name = null)
    {
        name ??= "cell_" + Interlocked.Increment(ref _made);
        var entry = "__" + name;
        var source = Source(name, entry, body, variables ?? [], types, members, isAsync);
        var references = Framework.Concat((uses ?? []).Select(image => MetadataReference.CreateFromImage(image.Pe)));
        var (pe, pdb) = Emit(name, source, references);
        return new CellImage
        {
            Name = name, Pe = pe, Pdb = pdb, EntryTypeName = entry, IsAsync = isAsync,
            Dependencies = [.. (uses ?? []).Select(image => image.Name)],
            Slots = [.. (variables ?? []).Select(variable => new SlotBinding(variable.Id, variable.Name))], AsksRank = true,
            Declares = [], Uses = [], Assigns = [], Usings = [],
            TypeNames = typeNames ?? new Dictionary<string, string>(),
        };
    }

    /// <summary>Compiles a plain library.</summary>
    public static (byte[] Pe, byte[] Pdb) Library(string name, string source, params byte[][] references) =>
        Emit(name, source, Framework.Concat(references.Select(image => MetadataReference.CreateFromImage(image))));

    private static string Source(string name, string entry, string body, IReadOnlyList<Variable> variables, string types, string members, bool isAsync)
    {
        var text = new StringBuilder(
            """
            using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading;
            using System.Threading.Tasks; using Distribute.Contracts.Runtime; using static Distribute.Contracts.Runtime.CellDisplay;

            """);
        text.Append("public static class ").Append(entry).Append(" {\n public static RankInfo __info;\n");
        text.Append(" static void Check() { if (__info.Stop.Raised != 0) StopFlag.Throw(); }\n");
        text.Append(" public static int Rank => __info.Rank; public static int Count => __info.Count;\n");
        foreach (var variable in variables) text.Append($" public static Slot<{variable.Type}> __slot_{variable.Name}; static Slot<{variable.Type}> {variable.Name} => __slot_{variable.Name};\n");
        text.Append(isAsync ? " public static async Task<object> __Run() {\n" : " public static object __Run() {\n");
        text.Append("#line 1 \"").Append(name).Append("\"\n").Append(body).Append("\n#line hidden\n }\n");
        text.Append("#line 100 \"").Append(name).Append("\"\n").Append(members).Append("\n#line hidden\n}\n");
        text.Append("#line 200 \"").Append(name).Append("\"\n").Append(types);
        return text.ToString();
    }

    private static (byte[] Pe, byte[] Pdb) Emit(string name, string source, IEnumerable<MetadataReference> references)
    {
        var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview), path: name, encoding: Encoding.UTF8);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true);
        var compilation = CSharpCompilation.Create(name, [tree], references, options);
        using var pe = new MemoryStream();
        using var pdb = new MemoryStream();
        var result = compilation.Emit(pe, pdb, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        if (!result.Success) throw new InvalidOperationException(string.Join('\n', result.Diagnostics) + "\n" + source);
        return (pe.ToArray(), pdb.ToArray());
    }
}
