using System.Reflection.PortableExecutable;
using System.Text;
using Distribute.Compiler.Analysis;
using Distribute.Contracts.Images;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Generation;

/// <summary>
/// Keeps generated names out of what <c>[CallerMemberName]</c> and <c>[CallerFilePath]</c> tell: calls that would get one are
/// given what the person wrote, the method's own name or "cell".
/// </summary>
/// <remarks>Few cells make such calls, and finding them means binding every call: so the emitted file is asked first.</remarks>
internal static class CallerNames
{
    private const string TopLevel = "cell";
    private const string MemberName = "CallerMemberNameAttribute";
    private const string FilePath = "CallerFilePathAttribute";

    /// <summary>Whether a string in the emitted code is a generated name.</summary>
    public static bool ShowIn(byte[] pe, string image)
    {
        // Only strings of the code have two bytes a letter in there; the file's version, behind it, names the image too.
        var headers = new PEHeaders(new MemoryStream(pe, writable: false));
        var strings = pe.AsSpan(headers.MetadataStartOffset, headers.MetadataSize);
        foreach (var name in (ReadOnlySpan<string>)[Names.Overload(""), CellImage.RunMethod, image])
            if (strings.IndexOf(Encoding.Unicode.GetBytes(name)) >= 0) return true;
        return false;
    }

    /// <summary>Adds the arguments.</summary>
    public static void Apply(SyntaxNode root, CellMembers members, ProbeModel probe, TextEdits edits)
    {
        foreach (var arguments in root.DescendantNodes().OfType<ArgumentListSyntax>())
        {
            if (probe.MethodCalledAt(arguments.OpenParenToken.SpanStart) is not { } method) continue;
            var added = method.Parameters.Where(parameter => parameter.IsOptional && !IsGiven(arguments, parameter))
                .Select(parameter => (parameter, Value: ValueOf(parameter, arguments, members))).Where(pair => pair.Value is not null)
                .Select(pair => $"{Names.Escape(pair.parameter.Name)}: {SymbolDisplay.FormatLiteral(pair.Value!, quote: true)}").ToList();
            if (added.Count == 0) continue;
            edits.Insert(arguments.CloseParenToken.SpanStart, (arguments.Arguments.Count > 0 ? ", " : "") + string.Join(", ", added));
        }
    }

    private static bool IsGiven(ArgumentListSyntax arguments, IParameterSymbol parameter) =>
        arguments.Arguments.TakeWhile(argument => argument.NameColon is null).Count() > parameter.Ordinal
        || arguments.Arguments.Any(argument => argument.NameColon?.Name.Identifier.ValueText == parameter.Name);

    // Null where the compiler's own value is the right one: inside of types and properties.
    private static string? ValueOf(IParameterSymbol parameter, ArgumentListSyntax arguments, CellMembers members)
    {
        var attributes = parameter.GetAttributes().Select(attribute => attribute.AttributeClass?.Name).ToHashSet();
        if (attributes.Contains(FilePath)) return TopLevel;
        if (!attributes.Contains(MemberName)) return null;
        return arguments.Ancestors().OfType<MemberDeclarationSyntax>().First() switch
        {
            GlobalStatementSyntax => TopLevel,
            BaseFieldDeclarationSyntax { Parent: CompilationUnitSyntax } => TopLevel,
            MethodDeclarationSyntax method => members.Methods.FirstOrDefault(known => known.Syntax == method && known.IsOverloaded)?.Name,
            _ => null,
        };
    }
}
