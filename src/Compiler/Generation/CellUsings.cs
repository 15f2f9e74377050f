using Distribute.Compiler.Analysis;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Generation;

/// <summary>The using directives around a cell: the defaults, those of earlier cells, and its own.</summary>
internal sealed class CellUsings
{
    /// <summary>What every cell has without saying so; at the outermost level, so that a person's own usings win.</summary>
    public const string Defaults =
        "using System; using System.IO; using System.Text; using System.Collections; using System.Collections.Generic; "
        + "using System.Threading; using System.Threading.Tasks; using System.Linq; "
        + "using static global::Distribute.Contracts.Runtime.CellDisplay; using static global::Distribute.Contracts.Runtime.CellConsole;\n";

    private CellUsings(IReadOnlyList<string> earlier, IReadOnlyList<UsingDirectiveSyntax> own, IReadOnlyList<string> texts)
    {
        Earlier = earlier;
        Own = own;
        Texts = texts;
    }

    /// <summary>Directives of earlier cells that the cell does not say again.</summary>
    public IReadOnlyList<string> Earlier { get; }

    public IReadOnlyList<UsingDirectiveSyntax> Own { get; }

    /// <summary>The own directives as later cells will have them.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Reads the cell's directives and rewrites names of cell types in them to full names, because they stand outside of the imports.</summary>
    public static CellUsings Read(ParsedCell cell, CellMembers members, Scope scope, string image, TextEdits edits)
    {
        var own = cell.Root.Usings;
        if (own.Count == 0) return new CellUsings([.. scope.Usings], [], []);
        var texts = new List<string>();
        foreach (var directive in own)
        {
            if (directive.GlobalKeyword.RawKind != 0) edits.Delete(directive.GlobalKeyword.SpanStart, directive.UsingKeyword.SpanStart);
            var qualified = directive.StaticKeyword.RawKind != 0 || directive.Alias is not null
                ? Qualify(directive, members, scope, image, edits)
                : directive.NamespaceOrType.ToString();
            var unsafeWord = directive.UnsafeKeyword.RawKind != 0 ? "unsafe " : "";
            texts.Add(directive.Alias is { } alias ? $"using {unsafeWord}{alias.Name} = {qualified};"
                : directive.StaticKeyword.RawKind != 0 ? $"using static {unsafeWord}{qualified};"
                : $"using {qualified};");
        }

        var aliases = own.Where(u => u.Alias is not null).Select(u => u.Alias!.Name.ToString()).ToHashSet();
        var earlier = scope.Usings
            .Where(text => !texts.Contains(text) && !aliases.Any(alias => text.Contains($"{alias} =", StringComparison.Ordinal)))
            .Distinct().ToArray();
        return new CellUsings(earlier, [.. own], texts);
    }

    private static string Qualify(UsingDirectiveSyntax directive, CellMembers members, Scope scope, string image, TextEdits edits)
    {
        var target = directive.NamespaceOrType;
        var text = target.ToString();
        var shift = 0;
        foreach (var name in target.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            if (name.Parent is QualifiedNameSyntax qualified && qualified.Right == name) continue;
            var id = name.Identifier.ValueText;
            var prefix = members.Types.Any(t => t.Name == id) ? $"{Names.Root}.{image}.t_{id}"
                : scope.Lookup(id).FirstOrDefault(s => s.Kind == CellSymbolKind.Type)?.Import;
            if (string.IsNullOrEmpty(prefix)) continue;
            prefix = $"global::{prefix.Replace("global::", "", StringComparison.Ordinal)}.";
            edits.Insert(name.SpanStart, prefix);
            text = text.Insert(name.SpanStart - target.SpanStart + shift, prefix);
            shift += prefix.Length;
        }

        return text;
    }
}
