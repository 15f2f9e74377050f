using System.Globalization;
using System.Text.RegularExpressions;
using Distribute.Compiler.Emission;
using Distribute.Compiler.Generation;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Microsoft.CodeAnalysis;

namespace Distribute.Compiler.Analysis;

/// <summary>
/// What is told of a cell's compilation: the compiler's messages in the cell's own places and names, without the warnings that
/// <c>#pragma warning</c> turns off, with what its <c>#warning</c> lines say, and with a reason where a name is gone.
/// </summary>
internal sealed partial class CellMessages(ParsedCell cell, CompileRequest request, string image)
{
    private const string OwnWarning = "CS1030";
    private const string UnknownType = "CS0246";
    private const string UnknownName = "CS0103";

    /// <summary>The key of names that were declared with the word file.</summary>
    public const string FileLocal = "file";

    /// <param name="map">The text that was compiled.</param>
    /// <param name="diagnostics">What the compiler said of it.</param>
    public IReadOnlyList<CellDiagnostic> Tell(SourceBuilder map, IEnumerable<Diagnostic> diagnostics)
    {
        var told = Diagnostics.OfBinding(cell, map, diagnostics, image, request.Cells);
        if (told.Count > 0 || cell.Root.ContainsDirectives)
            told = [.. told.Select(WithReason).Concat(OwnWarnings()).Where(d => d.IsError || !cell.Pragmas.IsOff(d.Id, d.Line))];
        return told;
    }

    private IEnumerable<CellDiagnostic> OwnWarnings() => !cell.Root.ContainsDirectives ? [] :
        cell.Tree.GetDiagnostics().Where(d => d.Id == OwnWarning)
            .Select(d => Diagnostics.At(cell, d.Location.SourceSpan.Start, "warning", d.Id, d.GetMessage(CultureInfo.InvariantCulture)));

    // A name that an earlier cell had for itself alone is told with why it is gone.
    private CellDiagnostic WithReason(CellDiagnostic told)
    {
        if (told.Id is not (UnknownType or UnknownName) || Quoted().Match(told.Message).Groups["name"].Value is not { Length: > 0 } name) return told;
        return request.Scope.Lookup(name).FirstOrDefault(symbol => symbol.Kind == CellSymbolKind.CellLocal) switch
        {
            null => told,
            { Key: FileLocal } => told with { Message = $"The type '{name}' was declared with the word file, and such a type is there for its own cell only. Declare it without that word to use it in later cells." },
            _ => told with { Message = $"{told.Message}. '{name}' was declared with using, as a ref local, or as a Span or another stack-only type, and such a variable lives only for its cell." },
        };
    }

    [GeneratedRegex("'(?<name>[^'<]+)")]
    private static partial Regex Quoted();
}
