using System.Runtime.CompilerServices;
using Distribute.Contracts.Compilation;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Utility;

namespace Distribute.Polyglot;

/// <summary>
/// A part of a cell inside the cell that a person wrote, all other lines blanked, so that the project's own grammar reads its
/// options and lines count from the cell's first. .NET Interactive hands a kernel only the part's code. Immutable.
/// </summary>
/// <param name="Text">The text.</param>
/// <param name="FirstLine">The line of the text, from 0, that the part's code begins on.</param>
internal sealed record CellPlace(string Text, int FirstLine)
{
    private static readonly ConditionalWeakTable<KernelCommand, StrongBox<int>> Done = [];

    /// <summary>The place of code that a kernel selector chose this kernel for.</summary>
    /// <param name="command">The command that brought the code.</param>
    /// <param name="selector"><c>#!distribute</c>.</param>
    /// <param name="isSelector">Whether a magic selects a kernel.</param>
    public static CellPlace OfCode(KernelCommand command, string selector, Func<string, bool> isSelector)
    {
        var code = TextOf(command) ?? "";
        var lines = Lines(TextOf(command.Parent));
        var written = Lines(code).TakeWhile(string.IsNullOrWhiteSpace).Count();
        var first = Lines(code).ElementAtOrDefault(written)?.TrimEnd();
        var (head, start) = (-1, 0);
        for (var line = 0; line < lines.Length; line++)
        {
            if (MagicOf(lines[line]) is { } magic)
            {
                start = line + 1;
                if (magic == selector) head = line;
                else if (isSelector(magic)) head = -1;
            }
            else if (head >= 0 && lines[line].TrimEnd() == first && !IsDone(command, line))
            {
                var end = Array.FindIndex(lines, line, other => MagicOf(other) is not null);
                return new CellPlace(Keep(lines, at => at == head || (at >= start && (end < 0 || at < end))), line - written);
            }
        }

        // The front end chose the kernel by its name, and the cell needs no magic line.
        var given = command is SubmitCode submitted ? submitted.Parameters.Select(pair => pair.Key == "n" ? pair.Value : $"{pair.Key} {pair.Value}") : [];
        return new CellPlace($"{selector} {string.Join(' ', given)}\n{code}", 1);
    }

    /// <summary>The place of a magic that is done at once.</summary>
    /// <param name="command">The command that brought it; its parent is the cell.</param>
    /// <param name="magic">The magic.</param>
    public static CellPlace OfMagic(KernelCommand command, string magic)
    {
        var lines = Lines(TextOf(command.Parent));
        var line = Array.FindIndex([.. Enumerable.Range(0, lines.Length)], at => MagicOf(lines[at]) == magic && !IsDone(command, at));
        return line < 0 ? new CellPlace(magic, 0) : new CellPlace(Keep(lines, at => at == line), line);
    }

    /// <summary>The place of a part that has no code, of which .NET Interactive would say nothing; null when code follows.</summary>
    /// <param name="command">The command that selects the kernel; its parent is the cell.</param>
    /// <param name="selector"><c>#!distribute</c>.</param>
    /// <param name="isSelector">Whether a magic selects a kernel.</param>
    public static CellPlace? OfEmptyPart(KernelCommand command, string selector, Func<string, bool> isSelector)
    {
        var place = OfMagic(command, selector);
        var rest = Lines(TextOf(command.Parent)).Skip(place.FirstLine + 1);
        return rest.TakeWhile(line => MagicOf(line) is not { } magic || !isSelector(magic)).All(string.IsNullOrWhiteSpace) ? place : null;
    }

    /// <summary>Where a position of the part's code is in the text.</summary>
    public int OffsetOf(LinePosition position) => SourceUtilities.GetCursorOffsetFromPosition(Text, position with { Line = position.Line + FirstLine });

    /// <summary>Where a stretch of the text is in the part's code.</summary>
    public LinePositionSpan SpanOf(int start, int end) => new(PositionOf(start), PositionOf(end));

    /// <summary>A diagnostic of the text as one of the part's code.</summary>
    public Diagnostic DiagnosticOf(CellDiagnostic told)
    {
        var at = new LinePosition(Math.Max(0, told.Line - 1 - FirstLine), Math.Max(0, told.Column - 1));
        // The severity is a type of Roslyn's, and the host may have another version of it than this was compiled with.
        var constructor = typeof(Diagnostic).GetConstructors()[0];
        var severity = Enum.Parse(constructor.GetParameters()[1].ParameterType, told.IsError ? "Error" : "Warning");
        return (Diagnostic)constructor.Invoke([new LinePositionSpan(at, at with { Character = at.Character + 1 }), severity, told.Id, told.Message]);
    }

    private LinePosition PositionOf(int offset)
    {
        var position = SourceUtilities.GetPositionFromCursorOffset(Text, offset);
        return position with { Line = Math.Max(0, position.Line - FirstLine) };
    }

    // Two parts of one cell may begin alike: each is taken once, in order. Questions about a cell's text come any number of times.
    private static bool IsDone(KernelCommand command, int line)
    {
        if (command.Parent is not SubmitCode cell) return false;
        var done = Done.GetValue(cell, _ => new StrongBox<int>(-1));
        if (line <= done.Value) return true;
        done.Value = line;
        return false;
    }

    private static string? TextOf(KernelCommand? command) => command switch
    {
        SubmitCode submitted => AttachedValues.TextOf(submitted),
        RequestDiagnostics asked => asked.Code,
        LanguageServiceCommand asked => asked.Code,
        _ => null,
    };

    private static string[] Lines(string? text) => text?.ReplaceLineEndings("\n").Split('\n') ?? [];

    private static string? MagicOf(string line) => line.StartsWith("#!", StringComparison.Ordinal) ? line.Split(' ', '\t')[0] : null;

    private static string Keep(string[] lines, Func<int, bool> isKept) => string.Join('\n', lines.Select((line, at) => isKept(at) ? line : ""));
}
