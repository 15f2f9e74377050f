using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Rendering.Lanes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Tests.Rendering;

/// <summary>The lanes of a distributed cell, while it runs and when it has ended.</summary>
public sealed class LaneBoardTests
{
    private readonly LaneBoard _board = new("#!distribute 3\nvar x = 1;\nthrow new Exception();", TimeProvider.System);

    [Fact]
    public void Equal_lanes_are_shown_once()
    {
        Run(3, rank => Print(rank, rank == 1 ? "other\n" : "same\n"));

        var (html, text) = Complete(3);

        Assert.Contains("<b>ranks 0,2</b>", html, StringComparison.Ordinal);
        Assert.Contains("<b>rank 1</b>", html, StringComparison.Ordinal);
        Assert.Equal(1, Count(html, "<pre>same\n</pre>"));
        Assert.StartsWith("[0,2] same\n[1] other\n3 ranks, 3 ok, ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void While_ranks_run_the_end_of_each_lane_is_shown()
    {
        Run(2, rank => Print(rank, string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i}\n")) + "unfinished"));
        _board.End(Ended(0));

        var html = _board.Render().Data["text/html"];

        Assert.Contains("1 of 2 ranks done", html, StringComparison.Ordinal);
        Assert.Contains("<progress max=\"2\" value=\"1\">", html, StringComparison.Ordinal);
        Assert.Contains("line 4999\nunfinished\n", html, StringComparison.Ordinal);
        Assert.DoesNotContain("line 100\n", html, StringComparison.Ordinal);
        Assert.True(html.Length < 20_000, $"{html.Length}");
    }

    [Fact]
    public void A_long_lane_loses_its_middle_in_html_alone()
    {
        Run(1, rank => Print(rank, string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i}\n"))));

        var (html, text) = Complete(1);

        Assert.Contains("3,000 lines are left out here", html, StringComparison.Ordinal);
        Assert.Contains("line 999\n", html, StringComparison.Ordinal);
        Assert.DoesNotContain("line 2500\n", html, StringComparison.Ordinal);
        Assert.Contains("[0] line 2500\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_shows_its_line()
    {
        Run(2, _ => { });
        var error = new RankError("System.Exception", "a < b", 3, "System.Exception: a < b\nat cell 1, line 3", [new CellFrame(1, 3, "")], []);

        var (html, text) = Complete(2, rank => rank == 1 ? new RankOutcome.Failed(error) : new RankOutcome.Completed(false, null));

        Assert.Contains("failed, line 3", html, StringComparison.Ordinal);
        Assert.Contains("System.Exception: a &lt; b", html, StringComparison.Ordinal);
        Assert.Contains("line 3: throw new Exception();", html, StringComparison.Ordinal);
        Assert.Contains("2 ranks, 1 ok, 1 failed", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_that_differ_only_in_the_ranks_number_are_one()
    {
        Run(3, _ => { });

        var (html, _) = Complete(3, rank => new RankOutcome.Died($"rank {rank} was killed by SIGKILL (9)"));

        Assert.Contains("<b>ranks 0-2</b>", html, StringComparison.Ordinal);
        Assert.Contains("died: this rank was killed by SIGKILL (9)", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_persons_own_words_are_shown_as_they_are()
    {
        Run(2, _ => { });

        var (html, _) = Complete(2, rank => Failing($"rank {rank} of rank 12"));

        Assert.Contains("<b>rank 0</b>", html, StringComparison.Ordinal);
        Assert.Contains("rank 0 of rank 12", html, StringComparison.Ordinal);
        Assert.Contains("rank 1 of rank 12", html, StringComparison.Ordinal);
        Assert.DoesNotContain("this rank", html, StringComparison.Ordinal);

        static RankOutcome Failing(string message) =>
            new RankOutcome.Failed(new RankError("System.Exception", message, 3, $"System.Exception: {message}\nat cell 1, line 3", [new CellFrame(1, 3, "")], []));
    }

    [Fact]
    public void What_is_printed_is_text_and_not_html()
    {
        Run(1, rank => Print(rank, "<b>no</b> \e[31mred\e[0m & plain\nhalf\rwhole\n"));

        var (html, _) = Complete(1);

        Assert.Contains("&lt;b&gt;no&lt;/b&gt; red &amp; plain\nwhole\n", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_stand_among_the_lines_in_their_richest_form()
    {
        Run(1, rank =>
        {
            Print(rank, "before\n");
            _board.Display(rank, Bundle(("text/html", "<i>rich</i>"), ("text/plain", "plain")), null, update: false);
            _board.Display(rank, Bundle(("image/png", "aGk="), ("text/plain", "a \"chart\"")), null, update: false);
            Print(rank, "after\n");
        });

        var (html, text) = Complete(1, _ => new RankOutcome.Completed(true, MimeBundle.FromText("42")));

        Assert.Contains(
            "<pre>before\n</pre><div class=\"dst-rich\"><i>rich</i></div><div class=\"dst-rich\"><img alt=\"a &quot;chart&quot;\" src=\"data:image/png;base64,aGk=\"></div><pre>after\n</pre><pre class=\"dst-value\">42</pre>",
            html, StringComparison.Ordinal);
        Assert.StartsWith("[0] before\n[0] plain\n[0] a \"chart\"\n[0] after\n[0] 42\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_display_is_replaced_where_it_stands()
    {
        Run(1, rank =>
        {
            _board.Display(rank, MimeBundle.FromText("1 %"), "bar", update: false);
            Print(rank, "after\n");
            _board.Display(rank, MimeBundle.FromText("100 %"), "bar", update: true);
        });

        Assert.StartsWith("[0] 100 %\n[0] after\n", Complete(1).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("now", "1 rank, 1 ok, ")]
    [InlineData(ClearOutputMark.Wait, "[0] old\n1 rank, 1 ok, ")]
    public void A_rank_clears_its_own_lane(string when, string expected)
    {
        Run(1, rank => Print(rank, "old\n"));
        _board.Display(0, Bundle((ClearOutputMark.MimeType, when)), null, update: false);

        Assert.StartsWith(expected, Complete(1).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Scripts_are_run_once_when_the_cell_has_ended()
    {
        Run(1, rank => _board.Display(rank, Bundle(("text/html", "<div id=p></div><script>draw()</script>")), null, update: false));

        Assert.DoesNotContain("draw()", _board.Render().Data["text/html"], StringComparison.Ordinal);
        Assert.Contains("draw()", Complete(1).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_a_front_end_can_draw_does_not_go_into_a_lane()
    {
        Assert.False(LaneBoard.CanShow(Bundle(("application/vnd.plotly.v1+json", "{}"), ("text/plain", "plot"))));
        Assert.True(LaneBoard.CanShow(Bundle(("application/vnd.plotly.v1+json", "{}"), ("text/html", "<p>"))));
        Assert.True(LaneBoard.CanShow(MimeBundle.FromText("text")));
    }

    [Fact]
    public void The_lanes_need_neither_script_nor_network()
    {
        Run(2, rank => Print(rank, "x\n"));

        Assert.All([_board.Render().Data["text/html"], Complete(2).Html], html =>
        {
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        });
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static MimeBundle Bundle(params (string Type, string Content)[] data) => new(data.ToDictionary(pair => pair.Type, pair => pair.Content));

    private void Print(int rank, string text) => _board.Output(rank, OutputStream.Out, text);

    private void Run(int ranks, Action<int> each)
    {
        _board.Begin([.. Enumerable.Range(0, ranks)], null);
        for (var rank = 0; rank < ranks; rank++)
        {
            _board.Start(rank);
            each(rank);
        }
    }

    private static RankResult Ended(int rank, RankOutcome? outcome = null) => new(rank, outcome ?? new RankOutcome.Completed(false, null), "", "", 0);

    private (string Html, string Text) Complete(int ranks, Func<int, RankOutcome>? outcome = null)
    {
        var results = Enumerable.Range(0, ranks).Select(rank => Ended(rank, outcome?.Invoke(rank))).ToList();
        foreach (var result in results) _board.End(result);
        _board.Complete(new CellResult { Ok = true, Pool = "default", Ranks = results });
        var bundle = _board.Render();
        return (bundle.Data["text/html"], bundle.Data["text/plain"]);
    }
}
