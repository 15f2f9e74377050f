using System.Text.Json.Nodes;
using System.Xml.Linq;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Outcomes;
using Distribute.Notebooks.Reports;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Tests;

public sealed class ReportTests : IDisposable
{
    private static readonly NotebookRun Run = new()
    {
        Notebook = "x.ipynb",
        Ok = false,
        Elapsed = TimeSpan.FromMilliseconds(812.4),
        Cells =
        [
            new CellRun { Index = 0, Kind = RunKind.Markdown, Result = new CellResult { Ok = true } },
            new CellRun
            {
                Index = 3, ExecutionCount = 2, Kind = RunKind.Distribute, Elapsed = TimeSpan.FromMilliseconds(41),
                Result = new CellResult
                {
                    Ok = false, Pool = "default", Mode = "thread",
                    Diagnostics = [new("warning", "DST010", "not copied: f", 1, 1)],
                    Ranks =
                    [
                        new(0, new RankOutcome.Completed(true, MimeBundle.FromText("42")) { Elapsed = TimeSpan.FromMilliseconds(3.1) }, "out\u001b[1m\0\ud800\n", "err", 0),
                        new(1, new RankOutcome.Failed(new RankError("System.DivideByZeroException", "by <zero>", 4, "at F() in cell 2, line 4", [new CellFrame(2, 4, "F()")], [])), "", "", 5),
                        new(2, new RankOutcome.TimedOut(TimeSpan.FromSeconds(1), false, "stopped after 1 s"), "", "", 0),
                        new(3, new RankOutcome.NotRun("not targeted"), "", "", 0),
                    ],
                },
            },
            new CellRun
            {
                Index = 4, ExecutionCount = 3, Kind = RunKind.Notebook,
                Result = new CellResult { Ok = false, Diagnostics = [new("error", "CS0103", "no such name", 2, 5)] },
            },
        ],
    };

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_json_report_has_the_promised_shape()
    {
        await ReportFile.WriteAsync(Run, _folder["r.json"]);

        const string Expected = """
            {"notebook":"x.ipynb","ok":false,"elapsedMs":812.4,"cells":[
             {"index":0,"executionCount":null,"kind":"markdown","pool":null,"mode":null,"ok":true,"elapsedMs":0,"diagnostics":[],"ranks":[]},
             {"index":3,"executionCount":2,"kind":"distribute","pool":"default","mode":"thread","ok":false,"elapsedMs":41,
              "diagnostics":[{"severity":"warning","id":"DST010","message":"not copied: f","line":1,"column":1}],
              "ranks":[
               {"rank":0,"outcome":"completed","elapsedMs":3.1,"stdout":"out\u001b[1m\u0000\ufffd\n","stderr":"err","droppedBytes":0,"hasValue":true,"value":"42","error":null},
               {"rank":1,"outcome":"failed","elapsedMs":0,"stdout":"","stderr":"","droppedBytes":5,"hasValue":false,"value":null,
                "error":{"type":"System.DivideByZeroException","message":"by <zero>","line":4,"stack":"at F() in cell 2, line 4","frames":[{"cell":2,"line":4,"method":"F()"}]}},
               {"rank":2,"outcome":"timedOut","elapsedMs":0,"stdout":"","stderr":"","droppedBytes":0,"hasValue":false,"value":null,
                "error":{"type":"TimedOut","message":"stopped after 1 s","line":null,"stack":"","frames":[]}},
               {"rank":3,"outcome":"notRun","elapsedMs":0,"stdout":"","stderr":"","droppedBytes":0,"hasValue":false,"value":null,"error":null}]},
             {"index":4,"executionCount":3,"kind":"notebook","pool":null,"mode":null,"ok":false,"elapsedMs":0,
              "diagnostics":[{"severity":"error","id":"CS0103","message":"no such name","line":2,"column":5}],"ranks":[]}]}
            """;
        var written = JsonNode.Parse(await File.ReadAllTextAsync(_folder["r.json"]));
        Assert.Equal(JsonNode.Parse(Expected)!.ToJsonString(), written!.ToJsonString());
    }

    [Fact]
    public async Task The_junit_report_tells_the_same_facts_in_valid_xml()
    {
        await ReportFile.WriteAsync(Run, _folder["r.xml"]);

        var root = XDocument.Load(_folder["r.xml"]).Root!;
        Assert.Equal("testsuites", root.Name.LocalName);
        Assert.Equal("5 1 2 1", Totals(root));
        var suites = root.Elements("testsuite").ToArray();
        Assert.Equal(["cell 2", "cell 3"], suites.Select(suite => suite.Attribute("name")!.Value));
        Assert.Equal("4 1 1 1", Totals(suites[0]));
        Assert.Equal("0.041000", suites[0].Attribute("time")!.Value);
        Assert.Contains("not copied: f", suites[0].Element("system-err")!.Value);

        var ranks = suites[0].Elements("testcase").ToArray();
        Assert.Equal(["rank 0", "rank 1", "rank 2", "rank 3"], ranks.Select(rank => rank.Attribute("name")!.Value));
        Assert.Equal("out\\u001B[1m\\u0000\\uD800\n", ranks[0].Element("system-out")!.Value);
        Assert.Equal("err", ranks[0].Element("system-err")!.Value);
        Assert.Contains(ranks[0].Descendants("property"), property => property.Attribute("name")!.Value == "value" && property.Attribute("value")!.Value == "42");
        Assert.Equal("System.DivideByZeroException", ranks[1].Element("failure")!.Attribute("type")!.Value);
        Assert.Equal("by <zero>", ranks[1].Element("failure")!.Attribute("message")!.Value);
        Assert.Equal("stopped after 1 s", ranks[2].Element("error")!.Attribute("message")!.Value);
        Assert.Equal("not targeted", ranks[3].Element("skipped")!.Attribute("message")!.Value);

        var cell = Assert.Single(suites[1].Elements("testcase"));
        Assert.Equal("CS0103", cell.Element("error")!.Attribute("type")!.Value);
        Assert.Contains("(2,5): error CS0103", cell.Element("error")!.Value);
    }

    [Theory]
    [InlineData("r.txt", "ends in .json or .xml")]
    [InlineData("no/such/r.json", "cannot write")]
    public async Task A_report_that_cannot_be_written_is_told(string name, string reason)
    {
        var before = Assert.Throws<IOException>(() => ReportFile.EnsureWritable(_folder[name]));
        var during = await Assert.ThrowsAsync<IOException>(() => ReportFile.WriteAsync(Run, _folder[name]));

        Assert.Contains(reason, before.Message);
        Assert.Contains(reason, during.Message);
    }

    private static string Totals(XElement element) =>
        string.Join(' ', ((string[])["tests", "failures", "errors", "skipped"]).Select(name => element.Attribute(name)!.Value));

    public void Dispose() => _folder.Dispose();
}
