using Distribute.Compiler.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Generation;

/// <summary>
/// Sends calls that would end the host process, or redirect the console of all ranks, to the runtime's guards.
/// Only calls in the cell's own text: a package that does so is the process isolate's business.
/// </summary>
internal sealed class Guards(ProbeModel probe, TextEdits edits)
{
    private static readonly Dictionary<string, string> Static = new(StringComparer.Ordinal)
    {
        ["Exit"] = "System.Environment",
        ["FailFast"] = "System.Environment",
        ["SetOut"] = "System.Console",
        ["SetError"] = "System.Console",
        ["SetIn"] = "System.Console",
        ["OpenStandardOutput"] = "System.Console",
        ["OpenStandardError"] = "System.Console",
        ["OpenStandardInput"] = "System.Console",
    };

    /// <summary>Redirects <c>Environment.Exit</c> and the like.</summary>
    /// <returns>Whether the node was replaced.</returns>
    public bool Visit(MemberAccessExpressionSyntax access) =>
        Static.ContainsKey(access.Name.Identifier.ValueText) && Replace(access, access.Name);

    /// <summary>Redirects the same names behind a <c>using static</c>.</summary>
    public void Visit(IdentifierNameSyntax name)
    {
        if (Static.ContainsKey(name.Identifier.ValueText) && name.Parent is not MemberAccessExpressionSyntax) Replace(name, name);
    }

    /// <summary>Redirects <c>process.Kill(...)</c>.</summary>
    public void Visit(InvocationExpressionSyntax invocation)
    {
        if (invocation.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Kill" } access) return;
        if (probe.SymbolAt(access.Name.SpanStart) is not IMethodSymbol { ContainingType: var type } || type.ToDisplayString() != "System.Diagnostics.Process") return;
        edits.Insert(access.SpanStart, $"{Names.Guards}.Kill(");
        edits.Replace(access.OperatorToken.SpanStart, invocation.ArgumentList.OpenParenToken.Span.End, invocation.ArgumentList.Arguments.Count > 0 ? ", " : "");
    }

    private bool Replace(ExpressionSyntax node, SimpleNameSyntax name)
    {
        var symbol = probe.SymbolAt(name.SpanStart);
        if (symbol is not IMethodSymbol { IsStatic: true } || symbol.ContainingType.ToDisplayString() != Static[symbol.Name]) return false;
        edits.Replace(node.SpanStart, node.Span.End, $"{Names.Guards}.{symbol.Name}");
        return true;
    }
}
