using System.Text.Json.Nodes;

namespace Distribute.Cli.Tests.Running;

/// <summary>Reads a JSON report as its users would.</summary>
internal sealed class Report(JsonNode json)
{
    public bool Ok => (bool)json["ok"]!;

    public IReadOnlyList<CellReport> Cells { get; } = [.. json["cells"]!.AsArray().Select(cell => new CellReport(cell!))];

    /// <summary>The cell at a place in the notebook.</summary>
    public CellReport Cell(int index) => Cells.Single(cell => cell.Index == index);
}

internal sealed class CellReport(JsonNode json)
{
    public int Index => (int)json["index"]!;

    public int? ExecutionCount => (int?)json["executionCount"];

    public string Kind => (string)json["kind"]!;

    public string? Pool => (string?)json["pool"];

    public bool Ok => (bool)json["ok"]!;

    public IReadOnlyList<DiagnosticReport> Diagnostics { get; } =
        [.. json["diagnostics"]!.AsArray().Select(d => new DiagnosticReport(
            (string)d!["severity"]!, (string)d["id"]!, (string)d["message"]!, (int)d["line"]!, (int)d["column"]!))];

    public IReadOnlyList<RankReport> Ranks { get; } =
        [.. json["ranks"]!.AsArray().Select(r => new RankReport(
            (int)r!["rank"]!, (string)r["outcome"]!, (string)r["stdout"]!, (string)r["stderr"]!, (string?)r["value"],
            (string?)r["error"]?["type"], (string?)r["error"]?["message"], (int?)r["error"]?["line"]))];

    public string[] Outcomes => [.. Ranks.Select(rank => rank.Outcome)];

    public string[] Stdout => [.. Ranks.Select(rank => rank.Stdout)];
}

internal sealed record DiagnosticReport(string Severity, string Id, string Message, int Line, int Column);

internal sealed record RankReport(
    int Rank, string Outcome, string Stdout, string Stderr, string? Value, string? ErrorType, string? ErrorMessage, int? ErrorLine);
