using System.Text.Json.Nodes;
using Distribute.Jupyter.Tests.Running;
using Microsoft.Playwright;

namespace Distribute.Jupyter.Tests.Browser;

/// <summary>Jupyter Notebook and a browser that looks at it, for one class of tests.</summary>
public sealed class NotebookBrowser : IAsyncLifetime
{
    private readonly InstalledKernel _kernel = new();
    private NotebookServer? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A file or folder of these tests alone.</summary>
    public string this[string name] => _kernel[name];

    public async Task InitializeAsync()
    {
        await _kernel.InitializeAsync();
        _server = await NotebookServer.StartAsync(_kernel);
        try
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage"], Timeout = NotebookPage.Patience,
            });
        }
        catch
        {
            // Nobody disposes what was not initialized, and the server would stay.
            await DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        await _kernel.DisposeAsync();
    }

    /// <summary>Writes a notebook with these cells and opens it.</summary>
    internal async Task<NotebookPage> OpenAsync(string name, params string[] cells)
    {
        var notebook = new JsonObject
        {
            ["nbformat"] = 4, ["nbformat_minor"] = 5,
            ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = InstalledKernel.Name("thread"), ["display_name"] = "C#", ["language"] = "C#" } },
            ["cells"] = new JsonArray([.. cells.Select((cell, i) => (JsonNode)new JsonObject
            {
                ["cell_type"] = "code", ["id"] = $"cell-{i}", ["source"] = cell, ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(), ["execution_count"] = null,
            })]),
        };
        await File.WriteAllTextAsync(Path.Combine(_kernel["notebooks"], name), notebook.ToJsonString());
        return await ReopenAsync(name);
    }

    /// <summary>Opens a notebook that is there.</summary>
    internal async Task<NotebookPage> ReopenAsync(string name)
    {
        var page = await PageAsync();
        await page.GotoAsync($"{_server!.Address}notebooks/{name}?token={NotebookServer.Token}");
        return await NotebookPage.ReadyAsync(page);
    }

    /// <summary>A saved notebook as a page that needs no server, as nbconvert writes it.</summary>
    internal async Task<IPage> ExportedAsync(string name)
    {
        var file = _kernel[Path.ChangeExtension(name, ".html")];
        var run = await Programs.RunAsync(
            Programs.Python, _kernel.Environment, "-m", "nbconvert", "--to", "html", "--template", "basic", "--output", file, Path.Combine(_kernel["notebooks"], name));
        Assert.True(run.ExitCode == 0, run.All);
        var page = await PageAsync();
        await page.GotoAsync($"file://{file}");
        return page;
    }

    private async Task<IPage> PageAsync()
    {
        var page = await _browser!.NewPageAsync(new() { ViewportSize = new() { Width = 1000, Height = 900 } });
        page.SetDefaultTimeout(NotebookPage.Patience);
        page.SetDefaultNavigationTimeout(NotebookPage.Patience);
        return page;
    }
}
