using Distribute.Bench.Measuring;
using Distribute.Bench.Peers.Contest;

namespace Distribute.Bench.Peers.Contestants;

/// <summary>The floor: bare processes, plain copies; and the published tool as a whole.</summary>
internal sealed class PlainPeer : Peer
{
    private static readonly string Hello = Repository.Find("bench", "Hello", "bin", "Release", "net10.0", "hello.dll");
    private readonly string _tool;
    private double[][] _copies = [];
    private double[] _source = [];

    public PlainPeer(string tool)
    {
        _tool = tool;
        Works["start"] = ask => Server.RepeatAsync(ask, _ => HelloAsync(ask.Ranks));
        Works["send"] = CopyAsync;
        Works["back"] = CopyAsync;
        Works["tool"] = ToolAsync;
    }

    private static async Task<double> HelloAsync(int count)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, count).Select(async _ => (await ChildProcess.RunAsync("dotnet", [Hello]).ConfigureAwait(false)).Expect(0))).ConfigureAwait(false);
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // One after another, each into fresh memory, as the ranks get them.
    private Task<Answer> CopyAsync(Ask ask)
    {
        if (_source.Length != ask.Size / sizeof(double)) _source = [.. Enumerable.Range(0, (int)(ask.Size / sizeof(double))).Select(i => i / 3.0)];
        return Server.RepeatAsync(ask, _ =>
        {
            _copies = new double[ask.Ranks][];
            for (var i = 0; i < ask.Ranks; i++) _copies[i] = (double[])_source.Clone();
        });
    }

    private async Task<Answer> ToolAsync(Ask ask)
    {
        var notebook = PublishedTool.WriteNotebook("peers", [ask.Ranks == 1 ? "Console.WriteLine(\"hello\");" : $"#!distribute {ask.Ranks}\nConsole.WriteLine(\"hello\");"]);
        try
        {
            return await Server.RepeatAsync(ask, async _ =>
            {
                var run = (await ChildProcess.RunAsync(_tool, ["run", notebook]).ConfigureAwait(false)).Expect(0);
                return run.Output.Contains("hello", StringComparison.Ordinal) ? run.Elapsed.TotalSeconds : throw new InvalidOperationException("The cell did not print.");
            }).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(notebook);
        }
    }
}
