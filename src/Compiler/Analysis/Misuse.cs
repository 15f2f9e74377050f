using Distribute.Compiler.Emission;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Compilation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Analysis;

/// <summary>Errors that the ordinary compilation could not report, because its form of the cell no longer shows them.</summary>
internal static class Misuse
{
    public static IReadOnlyList<CellDiagnostic> Find(ParsedCell cell, CellMembers members)
    {
        var found = new List<CellDiagnostic>();
        foreach (var member in members.Misplaced)
            found.Add(Error(cell, member, "DST103", "This declaration has no meaning at the top level of a cell. Put it into a class, or make it a method."));
        foreach (var variable in members.Variables.Where(v => v.Name is "__process_id__" or "__process_count__"))
            found.Add(Error(cell, variable.Node, "DST106", $"'{variable.Name}' is the engine's own and read-only on every rank. Give the variable another name."));
        foreach (var same in members.Variables.GroupBy(v => v.Name).Where(g => g.Count() > 1))
            found.Add(Error(cell, same.Skip(1).First().Node, "CS0128", $"A variable named '{same.Key}' is already declared in this cell. Assign to it, or give this one another name."));
        foreach (var field in members.Actions.OfType<FieldDeclarationSyntax>())
            if (field.Declaration.Type.IsVar && field.Declaration.Variables.Count > 1)
                found.Add(Error(cell, field.Declaration, "CS0819", "'var' can declare only one variable at a time. Write one declaration for each."));
        foreach (var same in members.Methods.GroupBy(m => m.Name + m.Signature).Where(g => g.Count() > 1))
            found.Add(Error(cell, same.Skip(1).First().Syntax, "CS0111", $"A method '{same.First().Name}' with the same parameters is already declared in this cell."));
        foreach (var variable in members.Variables)
            if (members.Methods.Any(m => m.Name == variable.Name) || members.Types.Any(t => t.Name == variable.Name))
                found.Add(Error(cell, variable.Node, "CS0102", $"This cell declares '{variable.Name}' twice: as a variable and as a method or type."));
        foreach (var statement in members.Actions.OfType<GlobalStatementSyntax>())
            if (statement.Statement is YieldStatementSyntax)
                found.Add(Error(cell, statement, "DST104", "'yield' needs a method around it. Write it inside one that returns IEnumerable<T>."));
        foreach (var method in members.Methods)
            if (method.Syntax.ReturnType.IsMissing)
                found.Add(Error(cell, method.Syntax, "CS1520", $"Method '{method.Name}' needs a return type."));
        return found;
    }

    private static CellDiagnostic Error(ParsedCell cell, SyntaxNode node, string id, string message) =>
        Diagnostics.At(cell, node.SpanStart, "error", id, message);
}
