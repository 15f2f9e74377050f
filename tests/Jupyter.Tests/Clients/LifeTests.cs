using System.Text.Json;
using System.Text.Json.Nodes;
using Distribute.Jupyter.Tests.Running;

namespace Distribute.Jupyter.Tests.Clients;

/// <summary>The installed kernel under Jupyter's own client: interrupt, restart, shutdown.</summary>
public sealed class LifeTests(InstalledKernel kernel) : IClassFixture<InstalledKernel>
{
    [Fact]
    public async Task Questions_are_asked_an_interrupt_keeps_variables_and_restart_and_shutdown_leave_no_process_behind()
    {
        var run = await kernel.PythonAsync("life.py", InstalledKernel.Name("process"));

        Assert.True(run.ExitCode == 0, run.All);
        var told = JsonNode.Parse(run.Output)!;
        Assert.Equal(3, (int)told["processes"]!);
        Assert.Equal(["Word: ", "True"], told["asked"]!.AsArray().Select(word => word!.GetValueKind() == JsonValueKind.String ? (string)word! : $"{(bool)word!}"));
        Assert.Equal("open sesame", (string?)told["answered"]);
        Assert.Equal(["error", "Interrupted"], told["interrupted"]!.AsArray().Select(word => (string)word!));
        // Equal values of ranks are shown once.
        Assert.StartsWith("[0,1] 7", (string)told["kept"]![0]!, StringComparison.Ordinal);
        Assert.Empty(told["left after restart"]!.AsArray());
        Assert.Equal(1, (int)told["count after restart"]!);
        Assert.Empty(told["left after shutdown"]!.AsArray());
    }
}
