using System.Globalization;
using System.Text;
using System.Xml;
using Distribute.Contracts.Outcomes;
using Distribute.Notebooks.Outputs;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Reports;

/// <summary>
/// Writes a run's facts as JUnit XML: a suite for each cell that is not text, a case for each rank. Code that threw is a failure; a stop,
/// a death, or a message about the cell is an error; a rank that did not run is skipped.
/// </summary>
internal static class JUnitReport
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize,
    };

    public static byte[] Write(NotebookRun run)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            var suites = run.Cells.Where(cell => cell.Kind != RunKind.Markdown).Select(cell => new Suite(cell)).ToArray();
            xml.WriteStartElement("testsuites");
            Attribute(xml, "name", run.Notebook);
            Totals(xml, suites, run.Elapsed);
            foreach (var suite in suites) WriteSuite(xml, run, suite);
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    // A case of its own tells of the cell as a whole where no rank can: it has messages, or no ranks at all.
    private sealed record Suite(CellRun Cell)
    {
        public string[] Errors { get; } =
            [.. Cell.Result.Diagnostics.Where(diagnostic => diagnostic.IsError).Select(ErrorEntries.Line)];

        public bool HasCellCase => Errors.Length > 0 || Cell.Result.Ranks.Count == 0;

        public bool CellFailed => Errors.Length > 0 || (Cell.Result.Ranks.Count == 0 && !Cell.Ok);

        public int Tests => Cell.Result.Ranks.Count + (HasCellCase ? 1 : 0);

        public int Failures => Cell.Result.Ranks.Count(rank => rank.Outcome is RankOutcome.Failed);

        public int Skipped => Cell.Result.Ranks.Count(rank => rank.Outcome is RankOutcome.NotRun);

        public int RankErrors => Cell.Result.Ranks.Count(rank => rank.Outcome is RankOutcome.TimedOut or RankOutcome.Interrupted or RankOutcome.Died);

        public int AllErrors => RankErrors + (CellFailed ? 1 : 0);
    }

    private static void Totals(XmlWriter xml, IReadOnlyCollection<Suite> suites, TimeSpan elapsed)
    {
        Number(xml, "tests", suites.Sum(suite => suite.Tests));
        Number(xml, "failures", suites.Sum(suite => suite.Failures));
        Number(xml, "errors", suites.Sum(suite => suite.AllErrors));
        Number(xml, "skipped", suites.Sum(suite => suite.Skipped));
        Time(xml, elapsed);
    }

    private static void WriteSuite(XmlWriter xml, NotebookRun run, Suite suite)
    {
        var cell = suite.Cell;
        var name = cell.ExecutionCount is { } count ? $"cell {count}" : $"cell at {cell.Index}";
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", name);
        Totals(xml, [suite], cell.Elapsed);
        xml.WriteStartElement("properties");
        Property(xml, "index", cell.Index.ToString(CultureInfo.InvariantCulture));
        Property(xml, "executionCount", cell.ExecutionCount?.ToString(CultureInfo.InvariantCulture));
        Property(xml, "kind", cell.KindName);
        Property(xml, "pool", cell.Pool);
        Property(xml, "mode", cell.Mode);
        xml.WriteEndElement();

        var className = $"{run.Notebook}.{name}";
        if (suite.HasCellCase) WriteCellCase(xml, suite, className);
        foreach (var rank in cell.Result.Ranks) WriteRank(xml, rank, className);
        var warnings = cell.Result.Diagnostics.Where(diagnostic => !diagnostic.IsError).Select(ErrorEntries.Line);
        Content(xml, "system-err", string.Join('\n', warnings));
        xml.WriteEndElement();
    }

    private static void WriteCellCase(XmlWriter xml, Suite suite, string className)
    {
        BeginCase(xml, "cell", className, suite.Cell.Result.Elapsed);
        if (suite.CellFailed)
        {
            var first = suite.Cell.Result.Diagnostics.FirstOrDefault(diagnostic => diagnostic.IsError);
            var message = first?.Message ?? (suite.Cell.Result.Interrupted ? "the cell was interrupted" : "the cell did not run");
            Problem(xml, "error", first?.Id ?? "Interrupted", message, string.Join('\n', suite.Errors));
        }

        xml.WriteEndElement();
    }

    private static void WriteRank(XmlWriter xml, RankResult rank, string className)
    {
        BeginCase(xml, string.Create(CultureInfo.InvariantCulture, $"rank {rank.Rank}"), className, rank.Outcome.Elapsed);
        WriteFacts(xml, rank);
        if (RankFailure.Of(rank.Outcome) is { } error)
            Problem(xml, rank.Outcome is RankOutcome.Failed ? "failure" : "error", error.Type, error.Message, error.Stack);
        else if (rank.Outcome is RankOutcome.NotRun skipped)
        {
            xml.WriteStartElement("skipped");
            Attribute(xml, "message", skipped.Reason);
            xml.WriteEndElement();
        }

        Content(xml, "system-out", rank.Stdout);
        Content(xml, "system-err", rank.Stderr);
        xml.WriteEndElement();
    }

    private static void WriteFacts(XmlWriter xml, RankResult rank)
    {
        xml.WriteStartElement("properties");
        Property(xml, "outcome", rank.Outcome.Name);
        if (rank.Outcome is RankOutcome.Completed { HasValue: true } completed) Property(xml, "value", completed.Value?.PlainText ?? "");
        if (rank.DroppedBytes > 0) Property(xml, "droppedBytes", rank.DroppedBytes.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    private static void BeginCase(XmlWriter xml, string name, string className, TimeSpan elapsed)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "name", name);
        Attribute(xml, "classname", className);
        Time(xml, elapsed);
    }

    private static void Problem(XmlWriter xml, string element, string type, string message, string details)
    {
        xml.WriteStartElement(element);
        Attribute(xml, "type", type);
        Attribute(xml, "message", message);
        xml.WriteString(XmlText.Of(details));
        xml.WriteEndElement();
    }

    private static void Property(XmlWriter xml, string name, string? value)
    {
        if (value is null) return;
        xml.WriteStartElement("property");
        Attribute(xml, "name", name);
        Attribute(xml, "value", value);
        xml.WriteEndElement();
    }

    private static void Content(XmlWriter xml, string element, string text)
    {
        if (text.Length > 0) xml.WriteElementString(element, XmlText.Of(text));
    }

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, XmlText.Of(value));

    private static void Number(XmlWriter xml, string name, int value) => Attribute(xml, name, value.ToString(CultureInfo.InvariantCulture));

    private static void Time(XmlWriter xml, TimeSpan elapsed) =>
        Attribute(xml, "time", elapsed.TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture));
}
