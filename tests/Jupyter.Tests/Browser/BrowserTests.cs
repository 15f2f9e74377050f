namespace Distribute.Jupyter.Tests.Browser;

/// <summary>What a person sees of distributed cells in a browser.</summary>
public sealed class BrowserTests(NotebookBrowser browser) : IClassFixture<NotebookBrowser>
{
    private const string Until = "void Until(string file) { while (!System.IO.File.Exists(file)) System.Threading.Thread.Sleep(20); }\n";

    [Fact]
    public async Task Lanes_fill_while_a_cell_runs_and_are_there_after_a_restart_and_when_the_notebook_is_opened_again()
    {
        var (first, second) = (browser["fill-first"], browser["fill-second"]);
        var page = await browser.OpenAsync(
            "fill.ipynb",
            $"{Until}var (first, second) = (\"{first}\", \"{second}\");",
            "#!distribute 4\nConsole.WriteLine($\"rank {__process_id__} of {__process_count__} began\");\nUntil(first);\nvar square = __process_id__ * __process_id__;\n"
            + "Console.WriteLine($\"rank {__process_id__} found {square}\");\nUntil(second);\nConsole.WriteLine($\"rank {__process_id__} is done\");",
            "1 + 1");

        await page.RunAsync(0);
        await page.RunAsync(1);
        await page.LanesAsync(1, 4, "running", "rank * of 4 began");
        await File.WriteAllTextAsync(first, "");
        await page.LanesAsync(1, 4, "running", "rank * found");
        await Pictures.TakeAsync(page.Cell(1), "running");
        await File.WriteAllTextAsync(second, "");
        await page.LanesAsync(1, 4, "ok", "rank * is done");
        await page.ShowsAsync(1, "4 ranks, 4 ok");
        await Pictures.TakeAsync(page.Cell(1), "finished");

        await page.RestartAsync();
        await page.RunAsync(2);
        await page.ShowsAsync(2, "2");
        Assert.Equal(1, await page.EndedAsync(2));
        await page.SaveAsync();
        await page.Page.CloseAsync();

        page = await browser.ReopenAsync("fill.ipynb");
        await page.LanesAsync(1, 4, "ok", "rank * of 4 began");
        await page.LanesAsync(1, 4, "ok", "rank * is done");
        await page.Page.CloseAsync();
    }

    [Fact]
    public async Task The_stop_button_interrupts_all_lanes_and_keeps_variables()
    {
        var page = await browser.OpenAsync(
            "stop.ipynb",
            "#!distribute 3\nvar kept = 10 * (__process_id__ + 1);\nConsole.WriteLine($\"rank {__process_id__} spins\");\nwhile (true) System.Threading.Thread.Sleep(1);",
            "#!distribute 3\nConsole.WriteLine($\"rank {__process_id__} has {kept}\");");

        await page.RunAsync(0);
        await page.LanesAsync(0, 3, "running", "rank * spins");
        await page.InterruptAsync();
        await page.ShowsAsync(0, "3 ranks, 3 interrupted");
        await page.LanesAsync(0, 3, "interrupted", "rank * spins");
        await page.EndedAsync(0);
        await Pictures.TakeAsync(page.Cell(0), "interrupted");

        await page.RunAsync(1);
        await page.LanesAsync(1, 3, "ok", "rank * has ");
        Assert.Equal(["rank 0 has 10", "rank 1 has 20", "rank 2 has 30"], (await page.TextsAsync(1)).Select(text => text.Trim()));
        await page.Page.CloseAsync();
    }

    [Fact]
    public async Task Eight_ranks_that_print_much_leave_the_page_responsive_and_are_shown_whole()
    {
        var go = browser["much-go"];
        var page = await browser.OpenAsync(
            "much.ipynb",
            $"#!distribute 8\n{Until}for (var i = 0; i < 1000; i++)\n{{\n    if (i == 500) Until(\"{go}\");\n    Console.WriteLine($\"rank {{__process_id__}} line {{i}}\");\n}}");

        await page.RunAsync(0);
        await page.LanesAsync(0, 8, "running", "rank * line 499");
        // Each answer comes with a drawing of the page; meanwhile the lanes are told again and again.
        for (var i = 0; i < 10; i++) Assert.Equal(8, await page.RunningAsync(0));
        await File.WriteAllTextAsync(go, "");
        await page.ShowsAsync(0, "8 ranks, 8 ok");
        await page.LanesAsync(0, 8, "ok", "rank * line 999");

        var texts = await page.TextsAsync(0);
        for (var rank = 0; rank < 8; rank++) Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"rank {rank} line {i}"), texts[rank].Trim().Split('\n'));
        await page.Page.CloseAsync();
    }

    [Fact]
    public async Task Failed_and_late_ranks_say_so_and_fit_light_dark_and_narrow_pages()
    {
        var page = await browser.OpenAsync(
            "failed.ipynb",
            "#!distribute 4\nvar parts = new[] { 2, 4, 0, 8 };\nConsole.WriteLine($\"rank {__process_id__} divides by {parts[__process_id__]}\");\nif (__process_id__ == 1) Console.Error.WriteLine(\"a remark on standard error\");\nvar result = 64 / parts[__process_id__];\nresult",
            "#!distribute 4 --timeout 2\nConsole.WriteLine($\"rank {__process_id__} of {__process_count__}\");\nwhile (__process_id__ == 3) System.Threading.Thread.Sleep(1);",
            "#!distribute 2\nConsole.WriteLine(new string('x', 3000) + __process_id__);");
        for (var i = 0; i < 3; i++)
        {
            // A cell that fails would make those that wait fail too.
            await page.RunAsync(i);
            await page.EndedAsync(i);
        }

        await page.ShowsAsync(2, "2 ranks, 2 ok");
        await page.ShowsAsync(0, "failed, line 5");
        await page.ShowsAsync(1, "timed out");
        await Pictures.TakeAsync(page.Cell(0), "failed");
        await Pictures.TakeAsync(page.Cell(1), "late");
        await page.SaveAsync();
        await page.Page.CloseAsync();

        var exported = await browser.ExportedAsync("failed.ipynb");
        await Pictures.TakeAsync(exported, "light");
        await exported.SetViewportSizeAsync(400, 800);
        await Pictures.TakeAsync(exported, "narrow");
        Assert.True(await exported.EvaluateAsync<bool>("() => [...document.querySelectorAll('.dst, .dst-body')].every(box => box.scrollWidth <= box.clientWidth && box.getBoundingClientRect().right <= innerWidth)"));

        await exported.SetViewportSizeAsync(1000, 800);
        await exported.AddStyleTagAsync(new() { Content = "body { background: #111; color: #eee }" });
        await Pictures.TakeAsync(exported, "dark");
        Assert.Equal(["rgb(238, 238, 238)"], await exported.EvaluateAsync<string[]>(
            "() => [...new Set([...document.querySelectorAll('.dst b, .dst pre, .dst .dst-state')].map(text => getComputedStyle(text).color))]"));
        await exported.CloseAsync();
    }
}
