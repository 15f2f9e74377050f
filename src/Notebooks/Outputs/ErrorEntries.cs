using System.Globalization;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Outcomes;

namespace Distribute.Notebooks.Outputs;

/// <summary>Words the errors of ranks and cells as Jupyter's <c>error</c> outputs.</summary>
internal static class ErrorEntries
{
    /// <summary>A rank's error, or null for an outcome that is none (completed, not run).</summary>
    public static ErrorEntry? Of(Origin origin, RankOutcome outcome) => outcome switch
    {
        RankOutcome.Failed failed => new ErrorEntry(origin, failed.Error.Type, failed.Error.Message, Traceback(origin, failed.Error)),
        RankOutcome.TimedOut stopped => Plain(origin, "TimedOut", stopped.Message),
        RankOutcome.Interrupted stopped => Plain(origin, "Interrupted", stopped.Message),
        RankOutcome.Died died => Plain(origin, "Died", died.Reason),
        _ => null,
    };

    /// <summary>An error of one line.</summary>
    public static ErrorEntry Plain(Origin origin, string name, string message) =>
        new(origin, name, message, Lines($"{origin.Prefix}{name}: {message}"));

    /// <summary>One error for all error messages about a cell's text and options.</summary>
    public static ErrorEntry OfDiagnostics(IReadOnlyList<CellDiagnostic> errors)
    {
        var name = errors[0].Id.StartsWith("CS", StringComparison.Ordinal) ? "CompilationError" : "CellError";
        return new ErrorEntry(default, name, errors[0].Message, [.. errors.SelectMany(error => Lines(Line(error)))]);
    }

    /// <summary>A message as compilers print it.</summary>
    public static string Line(CellDiagnostic diagnostic) =>
        string.Create(CultureInfo.InvariantCulture, $"({diagnostic.Line},{diagnostic.Column}): {diagnostic.Severity} {diagnostic.Id}: {diagnostic.Message}");

    private static string[] Traceback(Origin origin, RankError error)
    {
        var title = Lines($"{origin.Prefix}{error.Type}: {error.Message}");
        return string.IsNullOrWhiteSpace(error.Stack) ? title : [.. title, .. Lines(error.Stack.TrimEnd())];
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');
}
