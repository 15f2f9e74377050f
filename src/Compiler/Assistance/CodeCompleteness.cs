using Distribute.Compiler.Emission;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Assistance;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Assistance;

/// <summary>Says whether code is finished, as a console asks before it runs what a person wrote.</summary>
internal static class CodeCompleteness
{
    private const int Step = 4;

    public static CompletenessResult Of(string text)
    {
        var cell = ParsedCell.Parse(DirectiveReader.Read(text).Text, CancellationToken.None);
        if (!SyntaxFactory.IsCompleteSubmission(cell.Tree) && !IsRepaired(cell)) return IsHopeless(cell) ? new(Completeness.Invalid) : new(Completeness.Incomplete, IndentAfter(text, cell));
        return Diagnostics.OfSyntax(cell).Count > 0 ? new(Completeness.Invalid) : new(Completeness.Complete);
    }

    // What the cell's own parser reads without an error is finished, whatever script syntax says.
    private static bool IsRepaired(ParsedCell cell) => Diagnostics.OfSyntax(cell).Count == 0 && !cell.Root.ContainsDiagnostics;

    // A wrong statement before the open one stays wrong, whatever follows.
    private static bool IsHopeless(ParsedCell cell)
    {
        var members = cell.Root.Members;
        return members.Count > 1 && members.Take(members.Count - 1).Any(member => member.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error)) && members[^1].ContainsDiagnostics;
    }

    // As far in as the last line, and further where a bracket opened.
    private static string IndentAfter(string text, ParsedCell cell)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var line = lines.LastOrDefault(written => written.Trim().Length > 0) ?? "";
        var indent = line[..^line.TrimStart().Length];
        var last = cell.Root.GetLastToken();
        var opens = last.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken;
        return opens ? indent + new string(' ', Step) : indent;
    }
}
