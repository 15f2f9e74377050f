using System.Text.RegularExpressions;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.References;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Parsing;

/// <summary>Finds the <c>#r</c> and <c>#i</c> lines of a cell. Those inside strings, comments and inactive <c>#if</c> branches are not directives.</summary>
internal static partial class DirectiveReader
{
    public static CellDirectives Read(string text)
    {
        if (!MayHave().IsMatch(text)) return new CellDirectives(text, [], [], []);
        var tree = CSharpSyntaxTree.ParseText(text, ParsedCell.ScriptOptions);
        var characters = text.ToCharArray();
        var references = new List<ReferenceDirective>();
        var sources = new List<SourceDirective>();
        var diagnostics = new List<CellDiagnostic>();
        foreach (var trivia in tree.GetRoot().DescendantTrivia())
        {
            if (trivia.GetStructure() is not DirectiveTriviaSyntax directive || !directive.IsActive) continue;
            if (directive is not (ReferenceDirectiveTriviaSyntax or BadDirectiveTriviaSyntax)) continue;
            var span = directive.FullSpan;
            var match = Directive().Match(text[span.Start..span.End].TrimEnd());
            if (!match.Success) continue;
            var line = tree.GetLineSpan(directive.Span).StartLinePosition;
            Read(match, line.Line + 1, line.Character + 1, references, sources, diagnostics);
            for (var i = span.Start; i < span.End; i++)
                if (characters[i] is not ('\n' or '\r')) characters[i] = ' ';
        }

        return new CellDirectives(new string(characters), references, sources, diagnostics);
    }

    private static void Read(
        Match match, int line, int column, List<ReferenceDirective> references, List<SourceDirective> sources, List<CellDiagnostic> diagnostics)
    {
        var kind = match.Groups["kind"].Value;
        var argument = match.Groups["argument"];
        if (!argument.Success || argument.Value.Trim().Length == 0)
        {
            diagnostics.Add(new CellDiagnostic("error", "DST101", kind == "r"
                ? "#r needs a package or a file between quotes, for example #r \"nuget: MathNet.Numerics, 5.0.0\" or #r \"lib/My.dll\"."
                : "#i needs a package source between quotes, for example #i \"nuget: https://example.org/v3/index.json\".", line, column));
            return;
        }

        var value = argument.Value.Trim();
        var package = value.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) ? value["nuget:".Length..].Trim() : null;
        if (kind == "i")
        {
            sources.Add(new SourceDirective(line, package ?? value));
            return;
        }

        if (package is null)
        {
            references.Add(new ReferenceDirective(line, value, null, null, value));
            return;
        }

        var comma = package.IndexOf(',', StringComparison.Ordinal);
        var id = (comma < 0 ? package : package[..comma]).Trim();
        var version = comma < 0 ? null : package[(comma + 1)..].Trim();
        if (version is { Length: 0 } or "*") version = null;
        if (!PackageId().IsMatch(id))
        {
            diagnostics.Add(new CellDiagnostic("error", "DST102",
                $"'{id}' is not a package id. Write for example #r \"nuget: MathNet.Numerics, 5.0.0\".", line, column));
            return;
        }

        references.Add(new ReferenceDirective(line, value, id, version, null));
    }

    [GeneratedRegex(@"(?m)^[ \t]*#[ \t]*[ri]\b")]
    private static partial Regex MayHave();

    [GeneratedRegex("^[ \\t]*#[ \\t]*(?<kind>[ri])\\b[ \\t]*(\"(?<argument>[^\"]*)\")?")]
    private static partial Regex Directive();

    [GeneratedRegex(@"^\w+([.\-]\w+)*$")]
    private static partial Regex PackageId();
}
