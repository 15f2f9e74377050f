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
        ["ReadKey"] = "System.Console",
        ["SetOut"] = "System.Console",
        ["SetError"] = "System.Console",
        ["SetIn"] = "System.Console",
        ["OpenStandardOutput"] = "System.Console",
        ["OpenStandardError"] = "System.Console",
        ["OpenStandardInput"] = "System.Console",
    };

    private const string RegexType = "System.Text.RegularExpressions.Regex";
    private static readonly HashSet<string> Matching = ["IsMatch", "Match", "Matches", "Count", "Split", "Replace"];

    /// <summary>Redirects <c>Environment.Exit</c> and the like.</summary>
    /// <returns>Whether the node was replaced.</returns>
    public bool Visit(MemberAccessExpressionSyntax access)
    {
        if (Matching.Contains(access.Name.Identifier.ValueText)) return ReplaceMatching(access);
        return Static.ContainsKey(access.Name.Identifier.ValueText) && Replace(access, access.Name);
    }

    /// <summary>Redirects <c>new Regex(...)</c>, so that a stop can reach its matches.</summary>
    public void Visit(BaseObjectCreationExpressionSyntax creation)
    {
        if (creation.ArgumentList is null || creation.Initializer is not null) return;
        if (creation is ObjectCreationExpressionSyntax named && !named.Type.ToString().EndsWith("Regex", StringComparison.Ordinal)) return;
        if (probe.ConstructedType(creation.NewKeyword.SpanStart)?.ToDisplayString() != RegexType) return;
        edits.Replace(creation.SpanStart, creation.ArgumentList.SpanStart, $"{Names.Runtime}.CellRegex.Create");
    }

    private bool ReplaceMatching(MemberAccessExpressionSyntax access)
    {
        if (probe.SymbolAt(access.Name.SpanStart) is not IMethodSymbol { IsStatic: true } method || method.ContainingType.ToDisplayString() != RegexType) return false;
        if (method.Parameters[0].Type.SpecialType != SpecialType.System_String) return false; // spans: no counterpart
        edits.Replace(access.SpanStart, access.Span.End, $"{Names.Runtime}.CellRegex.{method.Name}");
        return true;
    }

    /// <summary>Redirects the same names behind a <c>using static</c>, and <c>process.Kill</c>.</summary>
    public void Visit(IdentifierNameSyntax name)
    {
        if (name.Identifier.ValueText == "Kill") ReplaceMember(name);
        else if (Static.ContainsKey(name.Identifier.ValueText) && name.Parent is not MemberAccessExpressionSyntax) Replace(name, name);
    }

    /// <summary>Whether the final file needs the extensions that members of objects were sent to.</summary>
    public bool UsesExtensions { get; private set; }

    // process.Kill, however it is reached: only the name changes.
    private void ReplaceMember(IdentifierNameSyntax name)
    {
        if (name.Parent is not (MemberBindingExpressionSyntax or MemberAccessExpressionSyntax { Expression: not BaseExpressionSyntax })) return;
        if (probe.SymbolAt(name.SpanStart) is not IMethodSymbol { ContainingType: var type } || type.ToDisplayString() != "System.Diagnostics.Process") return;
        if (name.Ancestors().Any(node => node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } })) return;
        edits.Replace(name.SpanStart, name.Span.End, "GuardedKill");
        UsesExtensions = true;
    }

    private bool Replace(ExpressionSyntax node, SimpleNameSyntax name)
    {
        var symbol = probe.SymbolAt(name.SpanStart);
        if (symbol is not IMethodSymbol { IsStatic: true } || symbol.ContainingType.ToDisplayString() != Static[symbol.Name]) return false;
        edits.Replace(node.SpanStart, node.Span.End, $"{Names.Guards}.{symbol.Name}");
        return true;
    }
}
