using Distribute.Compiler.Generation;
using Distribute.Compiler.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Analysis;

/// <summary>
/// Finds the variables that straight code may reach by a ref local to their slot's value: they certainly have one wherever the text reads them, so that nothing must be asked. A local
/// costs the compilers next to nothing, where a member that asks is a method more for both.
/// </summary>
internal static class SlotAliases
{
    /// <summary>Their names.</summary>
    /// <param name="cell">A cell whose top level stands in an object.</param>
    /// <param name="members">What it declares.</param>
    /// <param name="used">Variables of earlier cells that it uses.</param>
    /// <param name="declared">Variables that it declares and that persist.</param>
    /// <param name="assigned">Slots that have a value on every rank that will run.</param>
    public static IReadOnlySet<string> Find(
        ParsedCell cell, CellMembers members, IReadOnlyCollection<BoundVariable> used, IReadOnlyCollection<BoundVariable> declared, IReadOnlySet<int> assigned)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        names.UnionWith(used.Where(variable => assigned.Contains(variable.SlotId)).Select(variable => variable.Name));
        names.ExceptWith(declared.Select(variable => variable.Name));
        var declarators = new Dictionary<string, VariableDeclaratorSyntax>(StringComparer.Ordinal);
        foreach (var variable in declared)
        {
            var nodes = members.Variables.FindAll(one => one.Name == variable.Name);
            if (nodes is [{ Node: VariableDeclaratorSyntax { Initializer: not null } declarator }] && names.Add(variable.Name)) declarators.Add(variable.Name, declarator);
        }

        if (names.Count == 0) return names;
        foreach (var token in cell.Root.DescendantTokens())
        {
            // It may jump over a declaration.
            if (token.IsKind(SyntaxKind.GotoKeyword)) return new HashSet<string>();
            if (!token.IsKind(SyntaxKind.IdentifierToken) || !names.Contains(token.ValueText)) continue;
            var declarator = declarators.GetValueOrDefault(token.ValueText);
            if (token == declarator?.Identifier) continue;
            // A local of the name in an inner block may stand beside a member, but not beside another local.
            if (token.SpanStart < declarator?.Span.End || Declares(token)) names.Remove(token.ValueText);
        }

        return names;
    }

    private static bool Declares(SyntaxToken token) => token.Parent
        is VariableDeclaratorSyntax or SingleVariableDesignationSyntax or ParameterSyntax or CatchDeclarationSyntax or ForEachStatementSyntax or LocalFunctionStatementSyntax;
}
