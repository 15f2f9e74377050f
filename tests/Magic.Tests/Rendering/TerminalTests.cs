using System.Text.RegularExpressions;
using Distribute.Contracts.Isolates;
using Distribute.Magic.Rendering;
using Distribute.Sandbox.Sessions;
using Spectre.Console;
using Spectre.Console.Testing;
using static Distribute.Magic.Tests.Rendering.Shown;

namespace Distribute.Magic.Tests.Rendering;

public sealed partial class TerminalTests
{
    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escape();

    [Fact]
    public async Task A_rank_has_the_same_colour_each_time_and_another_rank_another()
    {
        using var console = new TestConsole().Colors(ColorSystem.TrueColor).EmitAnsiSequences();
        await ShowAsync(console, new RenderOptions(), view =>
        {
            view.Output(0, OutputStream.Out, "a\n");
            view.Output(1, OutputStream.Out, "b\n");
            view.Output(0, OutputStream.Out, "c\n");
        });
        var lines = console.Output.Split('\n');
        Assert.Contains("\u001b[", lines[0]);
        Assert.Equal(Colour(lines[0]), Colour(lines[2]));
        Assert.NotEqual(Colour(lines[0]), Colour(lines[1]));
    }

    [Fact]
    public async Task Long_lines_are_not_wrapped_and_a_colour_left_on_is_ended()
    {
        using var console = new TestConsole().Colors(ColorSystem.TrueColor).EmitAnsiSequences().Width(20);
        var written = "\u001b[31m" + new string('x', 100);
        await ShowAsync(console, new RenderOptions(), view => view.Output(0, OutputStream.Out, written + "\n"));
        Assert.Contains(written + "\u001b[0m", console.Output);
    }

    [Fact]
    public async Task An_interactive_terminal_shows_progress_while_the_part_runs_and_removes_it()
    {
        using var console = new TestConsole().EmitAnsiSequences().Interactive();
        await ShowAsync(console, new RenderOptions { ProgressDelay = TimeSpan.Zero }, view =>
        {
            view.Began("default", [0, 1], TimeSpan.FromHours(2));
            view.RankStarted(0);
            view.Output(0, OutputStream.Out, "a\n10%\r50%");
            view.RankEnded(Rank(1, Ok));
        });
        var text = Escape().Replace(console.Output, "");
        Assert.Contains("[0] a\n", text);
        Assert.Contains("[0] 50%", text);
        Assert.Contains("1/2 ranks done, ", text);
        Assert.Contains("left", text);
        Assert.Equal(["[0] a", "[0] 50%", "2 ranks, 2 ok, 0.42 s"], OnScreen(console.Output));
    }

    [Fact]
    public async Task A_short_part_shows_no_progress()
    {
        using var console = new TestConsole().EmitAnsiSequences().Interactive();
        await ShowAsync(console, new RenderOptions { ProgressDelay = TimeSpan.FromHours(1) }, view => view.Began("default", [0], null));
        Assert.DoesNotContain("done", console.Output);
    }

    [Theory]
    [InlineData(true, null, "xterm-256color", true)]
    [InlineData(true, "", "xterm-256color", true)]
    [InlineData(true, "1", "xterm-256color", false)]
    [InlineData(true, null, "dumb", false)]
    [InlineData(false, null, "xterm-256color", false)]
    public async Task Colour_is_for_terminals_that_want_it(bool isTerminal, string? noColor, string term, bool coloured)
    {
        using var writer = new StringWriter();
        await using (var renderer = TextRenderer.ForOutput(writer, isTerminal, null, name => name == "NO_COLOR" ? noColor : name == "TERM" ? term : null))
        {
            var view = renderer.BeginCell("", 1);
            view.PartBegan(Part());
            view.Output(0, OutputStream.Error, "text\n");
            await view.CompleteAsync();
        }

        Assert.Contains("text", writer.ToString());
        Assert.Equal(coloured, writer.ToString().Contains("\u001b[", StringComparison.Ordinal));
    }

    [Fact]
    public void Progress_has_a_row_for_each_redrawn_line_and_counts_down_from_the_rank_that_runs_longest()
    {
        var ranks = new SortedDictionary<int, RankView> { [0] = new([0]) { Started = 1 }, [1] = new([1]) { Started = 2 }, [2] = new([2]) { Started = 0, Ended = true } };
        Assert.Empty(ranks[1].Append(OutputStream.Out, "50%\r"));
        var lines = ProgressText.Of(ranks, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(12.3), started => TimeSpan.FromSeconds(12 - started));
        Assert.Equal(["[1] 50%", "1/3 ranks done, 12.3 s, 9.0 s left"], lines.Select(line => line.ToString()));
    }

    [Theory]
    [InlineData(0.0004, "0.4 ms", "0.0 s")]
    [InlineData(0.42, "0.42 s", "0.4 s")]
    [InlineData(125, "125.00 s", "2:05")]
    [InlineData(3725, "3725.00 s", "1:02:05")]
    [InlineData(-3, "-3000.0 ms", "0.0 s")]
    public void Durations_read(double seconds, string exact, string rough)
    {
        Assert.Equal(exact, Durations.Exact(TimeSpan.FromSeconds(seconds)));
        Assert.Equal(rough, Durations.Rough(TimeSpan.FromSeconds(seconds)));
    }

    /// <summary>What a terminal that obeys carriage returns, "cursor up" and "erase line" shows in the end, without empty lines.</summary>
    private static IEnumerable<string> OnScreen(string output)
    {
        var screen = new List<char[]>();
        var (row, column) = (0, 0);
        for (var at = 0; at < output.Length; at++)
        {
            while (screen.Count <= row) screen.Add([.. Enumerable.Repeat(' ', 200)]);
            if (output[at] == '\u001b')
            {
                var code = Escape().Match(output, at).Value;
                if (code.EndsWith('A')) row -= int.Parse(code[2..^1], System.Globalization.CultureInfo.InvariantCulture);
                else if (code == "\u001b[K") Array.Fill(screen[row], ' ', column, 200 - column);
                else if (code.EndsWith('K')) Array.Fill(screen[row], ' ');
                at += code.Length - 1;
            }
            else if (output[at] == '\r') column = 0;
            else if (output[at] == '\n') (row, column) = (row + 1, 0);
            else screen[row][column++] = output[at];
        }

        return screen.Select(line => new string(line).TrimEnd()).Where(line => line.Length > 0);
    }

    private static string Colour(string line) => line[..line.IndexOfAny(['0', '1'], line.LastIndexOf('[', line.IndexOf("] ", StringComparison.Ordinal)))];

    private static async Task ShowAsync(TestConsole console, RenderOptions options, Action<CellView> cell)
    {
        await using var renderer = TextRenderer.ForConsole(console, options);
        var view = renderer.BeginCell("", 1);
        view.PartBegan(Part());
        cell(view);
        await view.CompleteAsync();
        view.PartEnded(Part(), Result(true, Rank(0, Ok), Rank(1, Ok)));
        await view.CompleteAsync();
    }
}
