using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Outcomes;
using Distribute.Notebooks.Documents;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Reports;

/// <summary>Writes a run's facts as JSON. Every property is always there; what does not apply is null or an empty list.</summary>
internal static class JsonReport
{
    // Deliberate: the report is a file, never part of a web page, and a person reads it.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(NotebookRun run)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            Text(json, "notebook", run.Notebook);
            json.WriteBoolean("ok", run.Ok);
            Elapsed(json, run.Elapsed);
            All(json, "cells", run.Cells, Cell);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Cell(Utf8JsonWriter json, CellRun cell)
    {
        json.WriteNumber("index", cell.Index);
        Number(json, "executionCount", cell.ExecutionCount);
        json.WriteString("kind", cell.KindName);
        Text(json, "pool", cell.Pool);
        Text(json, "mode", cell.Mode);
        json.WriteBoolean("ok", cell.Ok);
        Elapsed(json, cell.Elapsed);
        All(json, "diagnostics", cell.Result.Diagnostics, Diagnostic);
        All(json, "ranks", cell.Result.Ranks, Rank);
    }

    private static void Diagnostic(Utf8JsonWriter json, CellDiagnostic diagnostic)
    {
        Text(json, "severity", diagnostic.Severity);
        Text(json, "id", diagnostic.Id);
        Text(json, "message", diagnostic.Message);
        json.WriteNumber("line", diagnostic.Line);
        json.WriteNumber("column", diagnostic.Column);
    }

    private static void Rank(Utf8JsonWriter json, RankResult rank)
    {
        var completed = rank.Outcome as RankOutcome.Completed;
        json.WriteNumber("rank", rank.Rank);
        json.WriteString("outcome", rank.Outcome.Name);
        Elapsed(json, rank.Outcome.Elapsed);
        Text(json, "stdout", rank.Stdout);
        Text(json, "stderr", rank.Stderr);
        json.WriteNumber("droppedBytes", rank.DroppedBytes);
        json.WriteBoolean("hasValue", completed?.HasValue == true);
        Text(json, "value", completed?.HasValue == true ? completed.Value?.PlainText : null);
        if (RankFailure.Of(rank.Outcome) is { } error) Error(json, error);
        else json.WriteNull("error");
    }

    private static void Error(Utf8JsonWriter json, RankError error)
    {
        json.WriteStartObject("error");
        Text(json, "type", error.Type);
        Text(json, "message", error.Message);
        Number(json, "line", error.Line);
        Text(json, "stack", error.Stack);
        All(json, "frames", error.Frames, (writer, frame) =>
        {
            writer.WriteNumber("cell", frame.Cell);
            writer.WriteNumber("line", frame.Line);
            Text(writer, "method", frame.Method);
        });
        json.WriteEndObject();
    }

    private static void All<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? text) =>
        json.WriteString(name, text is null ? null : WellFormedText.Of(text));

    private static void Number(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    // Microseconds are as fine as the clock is worth.
    private static void Elapsed(Utf8JsonWriter json, TimeSpan elapsed) =>
        json.WriteNumber("elapsedMs", Math.Round(elapsed.TotalMilliseconds, 3));
}
