using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Distribute.Cli;
using Distribute.Jupyter.Tests.Running;
using Distribute.Notebooks.Tests;

namespace Distribute.Jupyter.Tests.Clients;

/// <summary><c>distribute kernel install</c> and <c>uninstall</c>.</summary>
public sealed class InstallTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private Dictionary<string, string> Environment => new() { ["JUPYTER_DATA_DIR"] = _folder["data"], ["VIRTUAL_ENV"] = _folder["venv"], ["DOTNET_ROOT"] = "/somewhere/dotnet" };

    [Theory]
    [InlineData("data/kernels")]
    [InlineData("data/kernels", "--user")]
    [InlineData("venv/share/jupyter/kernels", "--sys-prefix")]
    public async Task Install_writes_what_Jupyter_reads_and_uninstall_removes_it(string place, params string[] options)
    {
        Assert.Equal(0, (await Programs.ToolAsync(Environment, ["kernel", "install", .. options])).ExitCode);

        var kernel = Path.Combine(_folder[place], "distribute-csharp");
        Assert.Equal(["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"], Directory.GetFiles(kernel).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var spec = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(kernel, "kernel.json")))!;
        Assert.Equal(("C#", "message", "C# (distribute)"), ((string)spec["language"]!, (string)spec["interrupt_mode"]!, (string)spec["display_name"]!));
        Assert.Equal(["kernel", "run", "--connection-file", "{connection_file}"], spec["argv"]!.AsArray().TakeLast(4).Select(word => (string)word!));
        Assert.True(File.Exists((string)spec["argv"]![1]!));
        Assert.Equal("/somewhere/dotnet", (string?)spec["env"]!["DOTNET_ROOT"]);

        Assert.Equal(0, (await Programs.ToolAsync(Environment, ["kernel", "uninstall", .. options])).ExitCode);
        Assert.False(Directory.Exists(kernel));
        var again = await Programs.ToolAsync(Environment, ["kernel", "uninstall", .. options]);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("there is no kernel distribute-csharp", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_installed_tool_is_started_where_it_stays_when_it_is_updated()
    {
        var tools = Directory.CreateDirectory(_folder["tools"]).FullName;
        var folder = Directory.CreateDirectory(Path.Combine(tools, ".store", "distribute.tool", "1.0.0", "tools")).FullName;
        Assert.Null(KernelInstaller.Installed(folder));

        var program = _folder.Write("tools/distribute", "");

        Assert.Equal(program, KernelInstaller.Installed(folder));
        Assert.Null(KernelInstaller.Installed(tools));
    }

    [Fact]
    public async Task Another_kernel_of_the_same_name_stays()
    {
        var other = Directory.CreateDirectory(Path.Combine(_folder["data"], "kernels", "mine")).FullName;
        await File.WriteAllTextAsync(Path.Combine(other, "kernel.json"), """{"argv": ["python3"], "display_name": "Mine", "language": "python"}""");

        foreach (var verb in (string[])["install", "uninstall"])
        {
            var run = await Programs.ToolAsync(Environment, "kernel", verb, "--name", "mine");
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("did not install", run.Error, StringComparison.Ordinal);
        }

        Assert.Contains("Mine", await File.ReadAllTextAsync(Path.Combine(other, "kernel.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--name needs letters", "install", "--name", "../up")]
    [InlineData("exclude each other", "install", "--user", "--prefix", "/tmp/nowhere")]
    [InlineData("--connection-file", "run")]
    [InlineData("nosuch.json", "run", "--connection-file", "nosuch.json")]
    public async Task Bad_usage_is_told(string complaint, params string[] words)
    {
        var run = await Programs.ToolAsync(Environment, ["kernel", .. words]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("install")]
    [InlineData("uninstall")]
    [InlineData("run")]
    public async Task Every_option_is_in_the_page_about_the_kernel(string verb)
    {
        var help = (await Programs.ToolAsync(Environment, "kernel", verb, "--help")).Output;
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "jupyter.md"));

        var options = Regex.Matches(help, @"--[a-z]+(-[a-z]+)*").Select(match => match.Value).Distinct().Except(["--help"]).ToArray();
        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.Contains(option, page, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
