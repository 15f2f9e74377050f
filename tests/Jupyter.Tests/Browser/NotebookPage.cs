using Microsoft.Playwright;

namespace Distribute.Jupyter.Tests.Browser;

/// <summary>A notebook in the browser, used as a person does: by its buttons.</summary>
internal sealed class NotebookPage(IPage page)
{
    /// <summary>Milliseconds: longer than anything takes on a busy machine; what takes longer hangs.</summary>
    public const float Patience = 120_000;

    private const string Lanes = "[...document.querySelectorAll('.cell')[cell].querySelectorAll('.dst details')]";

    public IPage Page => page;

    /// <summary>Waits until the kernel answers.</summary>
    public static async Task<NotebookPage> ReadyAsync(IPage page)
    {
        var notebook = new NotebookPage(page);
        await notebook.UntilAsync("() => window.Jupyter && Jupyter.notebook && Jupyter.notebook._fully_loaded && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected() && Jupyter.notebook.kernel.info_reply.implementation");
        return notebook;
    }

    public async Task RunAsync(int cell)
    {
        await page.EvaluateAsync("cell => Jupyter.notebook.select(cell)", cell);
        await PressAsync("run-cell-and-select-next");
    }

    public Task InterruptAsync() => PressAsync("interrupt-kernel");

    public async Task RestartAsync()
    {
        await NoteAsync("kernel_ready.Kernel");
        await PressAsync("confirm-restart-kernel");
        await page.Locator(".modal-dialog .btn-danger").ClickAsync();
        await HappenedAsync();
    }

    public async Task SaveAsync()
    {
        await NoteAsync("notebook_saved.Notebook");
        await PressAsync("save-notebook");
        await HappenedAsync();
    }

    /// <summary>Waits until so many lanes of a cell are so and each shows a text; <c>*</c> stands for its rank.</summary>
    public async Task LanesAsync(int cell, int count, string state, string text)
    {
        try
        {
            await UntilAsync(
                "({ cell, count, state, text }) => { const lanes = " + Lanes + "; return lanes.length === count && lanes.every((lane, rank) => "
                + "lane.querySelector('.dst-state').textContent === state && lane.querySelector('.dst-body').textContent.includes(text.replace('*', rank))); }",
                new { cell, count, state, text });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{count} lanes that are {state} and show {text} were awaited; there is: {await OutputAsync(cell)}");
        }
    }

    /// <summary>Waits until a cell's output shows a text.</summary>
    public async Task ShowsAsync(int cell, string text)
    {
        try
        {
            await UntilAsync("({ cell, text }) => document.querySelectorAll('.cell')[cell].querySelector('.output').textContent.includes(text)", new { cell, text });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{text} was awaited; there is: {await OutputAsync(cell)}");
        }
    }

    /// <summary>The text of each lane of a cell.</summary>
    public Task<string[]> TextsAsync(int cell) => page.EvaluateAsync<string[]>("cell => " + Lanes + ".map(lane => lane.querySelector('.dst-body').textContent)", cell);

    /// <summary>How many lanes of a cell run, told after the page has drawn itself.</summary>
    public Task<int> RunningAsync(int cell) => page.EvaluateAsync<int>(
        "cell => new Promise(told => requestAnimationFrame(() => told(" + Lanes + ".filter(lane => lane.querySelector('.dst-state').textContent === 'running').length)))", cell);

    /// <summary>Waits until a cell has ended.</summary>
    /// <returns>Its number.</returns>
    public async Task<int> EndedAsync(int cell)
    {
        await UntilAsync("cell => typeof Jupyter.notebook.get_cell(cell).input_prompt_number === 'number'", cell);
        return await page.EvaluateAsync<int>("cell => Jupyter.notebook.get_cell(cell).input_prompt_number", cell);
    }

    public ILocator Cell(int cell) => page.Locator(".cell").Nth(cell);

    private Task<string> OutputAsync(int cell) => page.EvaluateAsync<string>("cell => document.querySelectorAll('.cell')[cell].querySelector('.output').innerText", cell);

    private Task PressAsync(string action) => page.Locator($"button[data-jupyter-action='jupyter-notebook:{action}']").ClickAsync();

    private Task NoteAsync(string name) => page.EvaluateAsync("name => { window.happened = false; Jupyter.notebook.events.one(name, () => { window.happened = true; }); }", name);

    private Task HappenedAsync() => UntilAsync("() => window.happened");

    private Task UntilAsync(string condition, object? argument = null) => page.WaitForFunctionAsync(condition, argument, new() { Timeout = Patience });
}
