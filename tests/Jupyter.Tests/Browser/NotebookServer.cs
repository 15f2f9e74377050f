using System.Diagnostics;
using System.Text.RegularExpressions;
using Distribute.Jupyter.Tests.Running;

namespace Distribute.Jupyter.Tests.Browser;

/// <summary>Jupyter Notebook with the kernel installed, in folders of its own.</summary>
internal sealed partial class NotebookServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly InstalledKernel _kernel;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _log = [];

    private NotebookServer(InstalledKernel kernel)
    {
        _kernel = kernel;
        Directory.CreateDirectory(kernel["notebooks"]);
        var start = new ProcessStartInfo(
            "/usr/bin/jupyter-notebook",
            ["--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={Random.Shared.Next(10_000, 30_000)}", $"--NotebookApp.token={Token}", $"--notebook-dir={kernel["notebooks"]}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in kernel.Environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += Read;
        _process.ErrorDataReceived += Read;
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"Jupyter Notebook ended: {Log}"));
    }

    public static string Token { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Where it listens: the port that was asked for may have been taken.</summary>
    public Uri Address => _address.Task.Result;

    private string Log
    {
        get
        {
            lock (_log) return string.Join('\n', _log);
        }
    }

    public static async Task<NotebookServer> StartAsync(InstalledKernel kernel)
    {
        var server = new NotebookServer(kernel);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            await server._address.Task.WaitAsync(Programs.Patience);
            return server;
        }
        catch
        {
            if (!server._process.HasExited) server._process.Kill(entireProcessTree: true);
            server._process.Dispose();
            throw;
        }
    }

    /// <summary>Ends it in order, which ends its kernels.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var http = new HttpClient { BaseAddress = Address };
            http.DefaultRequestHeaders.Add("Authorization", $"token {Token}");
            (await http.PostAsync(new Uri("api/shutdown", UriKind.Relative), null)).EnsureSuccessStatusCode();
            using var patience = new CancellationTokenSource(Programs.Patience);
            await _process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }

        Assert.Empty(Left());
    }

    // The kernels are known by their connection files, which are in a folder of this server's.
    private IEnumerable<string> Left()
    {
        foreach (var file in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(folder => Path.Combine(folder, "cmdline")))
        {
            string words;
            try
            {
                words = File.ReadAllText(file);
            }
            catch (IOException)
            {
                continue; // It has ended since.
            }
            catch (UnauthorizedAccessException)
            {
                continue; // Another person's.
            }

            if (words.Contains(_kernel["runtime"], StringComparison.Ordinal)) yield return words.Replace('\0', ' ');
        }
    }

    private void Read(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text) return;
        lock (_log) _log.Add(text);
        if (AddressPattern().Match(text) is { Success: true } match) _address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex(@"(http://127\.0\.0\.1:\d+/)\?token=")]
    private static partial Regex AddressPattern();
}
