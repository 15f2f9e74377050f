using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Parsing;

/// <summary>A cell's text with its syntax in script form. Positions in the tree are positions in <see cref="Text"/>.</summary>
internal sealed partial class ParsedCell
{
    private readonly string _shown;

    private ParsedCell(string original, string shown, string text, SyntaxTree tree, IReadOnlyList<string> defines, WarningPragmas? pragmas = null)
    {
        _shown = shown;
        Pragmas = pragmas ?? new WarningPragmas();
        Original = original;
        Text = text;
        Tree = tree;
        Root = (CompilationUnitSyntax)tree.GetRoot();
        Defines = defines;
        LineStarts = tree.GetText().Lines.Select(line => line.Start).ToArray();
    }

    public string Original { get; }

    /// <summary>The cell with conditional and other line-bound directives blanked; what code is generated from.</summary>
    public string Text { get; }

    public SyntaxTree Tree { get; }

    public CompilationUnitSyntax Root { get; }

    public IReadOnlyList<string> Defines { get; }

    /// <summary>Which warnings the cell turns off, and where.</summary>
    public WarningPragmas Pragmas { get; }

    public IReadOnlyList<int> LineStarts { get; }

    public static CSharpParseOptions ScriptOptions { get; } =
        new(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Script);

    public static ParsedCell Parse(string text, CancellationToken cancellationToken)
    {
        var shown = HideLocals(text);
        var tree = TrailingExpression.Repair(CSharpSyntaxTree.ParseText(shown, ScriptOptions, cancellationToken: cancellationToken), shown);
        var root = (CompilationUnitSyntax)tree.GetRoot(cancellationToken);
        if (!root.ContainsDirectives) return new ParsedCell(text, shown, text, tree, []);
        var pragmas = new WarningPragmas();
        var (clean, defines) = BlankDirectives(text, root, pragmas);
        return new ParsedCell(text, shown, clean, tree, defines, pragmas);
    }

    /// <summary>Whether there are documentation comments.</summary>
    public bool IsDocumented => Text.Contains("///", StringComparison.Ordinal) || Text.Contains("/**", StringComparison.Ordinal);

    /// <summary>Where a declaration starts, its documentation comment included.</summary>
    public static int DocumentedStart(SyntaxNode declaration)
    {
        var start = declaration.SpanStart;
        foreach (var trivia in declaration.GetLeadingTrivia().Reverse())
        {
            if (trivia.Kind() is not (SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia)) break;
            if (trivia.ToString() is var text && (text.StartsWith("///", StringComparison.Ordinal) || text.StartsWith("/**", StringComparison.Ordinal))) start = trivia.SpanStart;
        }

        return start;
    }

    /// <summary>Where a declaration with using or ref really starts; -1 for any other node.</summary>
    public int HiddenStart(SyntaxNode node)
    {
        var first = node.GetFirstToken();
        var previous = first.GetPreviousToken();
        for (var i = previous.RawKind == 0 ? 0 : previous.Span.End; i < first.SpanStart; i++)
            if (_shown[i] != Original[i]) return i;
        return -1;
    }

    /// <summary>Blanks the words of using declarations and ref locals, all places kept.</summary>
    // Script syntax does not know using declarations and ref locals at top level. They parse as plain declarations
    // when the words are blanked; the text that code is generated from keeps them.
    public static string HideLocals(string text)
    {
        if (!text.Contains("using", StringComparison.Ordinal) && !text.Contains("ref", StringComparison.Ordinal)) return text;
        var hidden = UsingLocal().Replace(text, match => Blank(match, "words"));
        return RefLocal().Replace(hidden, match => match.Value
            .Replace(match.Groups["words"].Value, new string(' ', match.Groups["words"].Length), StringComparison.Ordinal)[..(match.Length - match.Groups["right"].Length)]
            + new string(' ', match.Groups["right"].Length));
    }

    private static string Blank(Match match, string group)
    {
        var words = match.Groups[group];
        var at = words.Index - match.Index;
        return string.Concat(match.Value.AsSpan(0, at), new string(' ', words.Length), match.Value.AsSpan(at + words.Length));
    }

    [GeneratedRegex(@"(?m)(?<=^[ \t]*|;[ \t]*)(?<words>(await[ \t]+)?using)(?=[ \t]+(?!static\b)[\w.:]+(<[^;=()]*>)?[\[\],?]*[ \t]+@?\w+[ \t]*=)")]
    private static partial Regex UsingLocal();

    [GeneratedRegex(@"(?m)(?<=^[ \t]*|;[ \t]*)(?<words>ref([ \t]+readonly)?)[ \t]+[\w.:]+(<[^;=()]*>)?[\[\],?]*[ \t]+@?\w+[ \t]*=[ \t]*(?<right>ref)\b")]
    private static partial Regex RefLocal();

    private static (string Text, IReadOnlyList<string> Defines) BlankDirectives(string text, CompilationUnitSyntax root, WarningPragmas pragmas)
    {
        var characters = text.ToCharArray();
        var defines = new List<string>();
        foreach (var trivia in root.DescendantTrivia(descendIntoTrivia: false))
        {
            if (trivia.IsKind(SyntaxKind.DisabledTextTrivia))
            {
                Blank(characters, trivia.FullSpan.Start, trivia.FullSpan.End);
                continue;
            }

            if (trivia.GetStructure() is not DirectiveTriviaSyntax directive) continue;
            if (directive is NullableDirectiveTriviaSyntax) continue;
            if (directive is PragmaWarningDirectiveTriviaSyntax pragma) pragmas.Add(pragma, root.SyntaxTree.GetLineSpan(pragma.Span).StartLinePosition.Line + 1);
            if (directive is DefineDirectiveTriviaSyntax define && define.IsActive) defines.Add(define.Name.ValueText);
            if (directive is UndefDirectiveTriviaSyntax undef && undef.IsActive) defines.Remove(undef.Name.ValueText);
            Blank(characters, directive.FullSpan.Start, directive.FullSpan.End);
        }

        return (new string(characters), defines);
    }

    private static void Blank(char[] text, int start, int end)
    {
        for (var i = start; i < end; i++)
            if (text[i] is not ('\n' or '\r')) text[i] = ' ';
    }
}
