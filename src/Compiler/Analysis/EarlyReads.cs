using Distribute.Compiler.Emission;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Compilation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Analysis;

/// <summary>
/// Finds reads of a name above the place where the same cell declares it again, with another type or for another pool. The name
/// is the new variable in the whole cell, so such a read would find no value. With the same type it is the same variable, and may
/// be read.
/// </summary>
internal static class EarlyReads
{
    /// <param name="cell">The cell.</param>
    /// <param name="members">What it declares.</param>
    /// <param name="changed">Names of its variables that meant another one before.</param>
    /// <param name="probe">The bound probe.</param>
    public static CellDiagnostic? Find(ParsedCell cell, CellMembers members, IReadOnlySet<string> changed, ProbeModel probe)
    {
        if (changed.Count == 0) return null;
        var places = members.Variables.Select(v => v.Node is VariableDeclaratorSyntax d ? d.Identifier.SpanStart : v.Node.SpanStart).ToHashSet();
        foreach (var variable in members.Variables.Where(v => v.IsStatement && changed.Contains(v.Name)))
        {
            var read = members.Actions.TakeWhile(action => action.SpanStart <= variable.Node.SpanStart)
                .SelectMany(action => action.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
                .OfType<IdentifierNameSyntax>()
                .FirstOrDefault(name => name.SpanStart < variable.Node.Span.End && name.Identifier.ValueText == variable.Name && IsRead(name) && probe.IsTopLevelVariable(name.SpanStart, places));
            if (read is null) continue;
            return Diagnostics.At(cell, read.SpanStart, "error", "DST107",
                $"'{variable.Name}' is declared below as a new variable, which has no value here yet. To read the earlier one, do so in a cell before this one, or give the new one another name.");
        }

        return null;
    }

    private static bool IsRead(IdentifierNameSyntax name) => name.Parent switch
    {
        NameColonSyntax or NameEqualsSyntax or QualifiedNameSyntax or VariableDeclarationSyntax => false,
        MemberAccessExpressionSyntax access => access.Expression == name,
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment => assignment.Right == name,
        ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword } => false,
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } } => false,
        _ => true,
    };
}
