using System.Text;
using Distribute.Compiler.Emission;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;

namespace Distribute.Compiler.Assistance;

/// <summary>What a cell sees, written as scripts that come before it: so its own text stays as it is, and every place in it the same.</summary>
internal static class ScopeText
{
    /// <summary>The usings that every cell has.</summary>
    public const string Defaults = Generation.CellUsings.Defaults;

    /// <summary>The scope's usings. A script of their own, because a person's own win over the default ones.</summary>
    public static string Usings(Scope scope) => string.Concat(scope.Usings.Distinct(StringComparer.Ordinal).Select(directive => directive + "\n"));

    /// <summary>The scope's names: variables, and what brings everything else in.</summary>
    public static string Declarations(Scope scope)
    {
        var text = new StringBuilder();
        foreach (var import in scope.Visible.Select(symbol => symbol.Import).Where(import => import.Length > 0).Distinct(StringComparer.Ordinal))
            text.Append("using ").Append(import).Append(";\n");
        text.Append($"static int {Names.ProcessId} => 0; static int {Names.ProcessCount} => 1;\n");
        foreach (var variable in Variables(scope)) text.Append($"{variable.TypeSource} {Names.Escape(variable.Name)};\n");
        return text.ToString();
    }

    /// <summary>The images that those scripts take something from.</summary>
    public static IEnumerable<string> Images(Scope scope) => scope.Visible
        .Where(symbol => symbol.Kind is not (CellSymbolKind.Variable or CellSymbolKind.CellLocal)).Select(symbol => symbol.Image)
        .Concat(Variables(scope).SelectMany(variable => ImageLibrary.ImagesIn(variable.TypeSource!)))
        .Distinct(StringComparer.Ordinal);

    private static IEnumerable<CellSymbol> Variables(Scope scope) =>
        scope.Visible.Where(symbol => symbol is { Kind: CellSymbolKind.Variable, TypeSource: not null });
}
