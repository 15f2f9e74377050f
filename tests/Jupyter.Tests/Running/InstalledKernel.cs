using System.Text.Json.Nodes;
using Distribute.Notebooks.Tests;

namespace Distribute.Jupyter.Tests.Running;

/// <summary>The kernel, installed for one class of tests where only these look for it, once for each mode.</summary>
public sealed class InstalledKernel : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    /// <summary>The kernel's name in a mode.</summary>
    public static string Name(string mode) => $"distribute-{mode}";

    /// <summary>What makes Jupyter's programs find it, and nothing of the person who runs the tests.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["JUPYTER_PATH"] = Path.Combine(_folder["prefix"], "share", "jupyter"),
        ["JUPYTER_RUNTIME_DIR"] = _folder["runtime"],
        ["JUPYTER_CONFIG_DIR"] = _folder["config"],
        ["JUPYTER_DATA_DIR"] = _folder["data"],
        ["IPYTHONDIR"] = _folder["ipython"],
    };

    /// <summary>A file or folder of these tests alone.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Runs a Python script of the tests with the kernel installed.</summary>
    internal Task<ProgramRun> PythonAsync(string script, params string[] args) =>
        Programs.RunAsync(Programs.Python, Environment, [Repository.Script(script), .. args]);

    public async Task InitializeAsync()
    {
        foreach (var mode in (string[])["thread", "process"])
        {
            var run = await Programs.ToolAsync(Environment, "kernel", "install", "--prefix", _folder["prefix"], "--name", Name(mode), "--mode", mode);
            Assert.True(run.ExitCode == 0, run.All);
            // A busy machine must not turn a stopped cell into a lost one.
            var file = Path.Combine(_folder["prefix"], "share", "jupyter", "kernels", Name(mode), "kernel.json");
            var spec = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
            spec["argv"]!.AsArray().Add("--stop-grace");
            spec["argv"]!.AsArray().Add("30");
            await File.WriteAllTextAsync(file, spec.ToJsonString());
        }
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
