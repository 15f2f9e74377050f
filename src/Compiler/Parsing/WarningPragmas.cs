using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Parsing;

/// <summary>
/// Where a cell's <c>#pragma warning</c> lines turn warnings off. The lines themselves do not reach the generated file, whose
/// members stand in another order; warnings are judged by where they stand in the cell.
/// </summary>
internal sealed class WarningPragmas
{
    private readonly List<(int Line, bool IsOff, ImmutableHashSet<string> Ids)> _changes = [];

    /// <summary>Takes note of a line; lines come in the order of the text.</summary>
    /// <param name="pragma">The directive.</param>
    /// <param name="line">Its line, from 1.</param>
    public void Add(PragmaWarningDirectiveTriviaSyntax pragma, int line)
    {
        if (!pragma.IsActive) return;
        var ids = pragma.ErrorCodes.Select(Id).OfType<string>().ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);
        // A line that names only what is no id means nothing, and not everything.
        if (ids.Count == 0 && pragma.ErrorCodes.Count > 0) return;
        _changes.Add((line, pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword), ids));
    }

    /// <summary>Whether a warning on a line of the cell is turned off.</summary>
    /// <param name="id">Its id, CS and four digits.</param>
    /// <param name="line">Where it stands, from 1.</param>
    public bool IsOff(string id, int line)
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            var change = _changes[i];
            if (change.Line < line && (change.Ids.Count == 0 || change.Ids.Contains(id))) return change.IsOff;
        }

        return false;
    }

    // Numbers are the compiler's own: 168 is CS0168.
    private static string? Id(ExpressionSyntax code) => code switch
    {
        LiteralExpressionSyntax { Token.Value: int number } => "CS" + number.ToString("0000", CultureInfo.InvariantCulture),
        IdentifierNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };
}
