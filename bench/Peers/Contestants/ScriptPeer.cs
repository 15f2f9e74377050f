using Distribute.Bench.Measuring;
using Distribute.Bench.Peers.Contest;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace Distribute.Bench.Peers.Contestants;

/// <summary>Roslyn's own C# scripts, cell after cell as submissions of one chain. There is one rank: the program itself.</summary>
internal sealed class ScriptPeer : Peer
{
    // A chain that gets as long as it does here before the first number makes the later ones slower, so another one is for warming up.
    private const int WarmCells = 60;
    private const int AfterNumber = 5;

    private static readonly ScriptOptions Options = ScriptOptions.Default
        .AddImports("System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq", "System.IO", "System.Threading")
        .AddReferences(typeof(Enumerable).Assembly, typeof(Console).Assembly)
        .WithOptimizationLevel(OptimizationLevel.Release);

    private ScriptState? _state;
    private int _cells;

    public ScriptPeer()
    {
        Works["again"] = ask => Server.RepeatAsync(ask, _ => TimeAsync("hits++;"));
        Works["new"] = NewAsync;
        Works["long"] = LongAsync;
        Works["long-again"] = Works["again"];
        Works["memory"] = _ =>
        {
            Memory.Collect();
            return Task.FromResult(new Answer());
        };
    }

    /// <inheritdoc/>
    public override string Versions => $"Microsoft.CodeAnalysis.CSharp.Scripting {typeof(CSharpScript).Assembly.GetName().Version?.ToString(3)}";

    private async Task<ScriptState> WarmAsync()
    {
        if (_state is not null) return _state;
        var earlier = await CSharpScript.RunAsync("var hits = 0;", Options).ConfigureAwait(false);
        for (var i = 0; i < WarmCells; i++) earlier = await earlier.ContinueWithAsync(CellWork.Text(i)).ConfigureAwait(false);
        return _state = await CSharpScript.RunAsync("var hits = 0;", Options).ConfigureAwait(false);
    }

    private async Task<double> TimeAsync(string text)
    {
        var state = await WarmAsync().ConfigureAwait(false);
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        _state = await state.ContinueWithAsync(text).ConfigureAwait(false);
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private Task<Answer> NewAsync(Ask ask) => Server.RepeatAsync(ask, _ => TimeAsync(CellWork.Text(++_cells)));

    private async Task<Answer> LongAsync(Ask ask)
    {
        while (_cells < ask.Size - ask.Count + AfterNumber) await TimeAsync(CellWork.Text(++_cells)).ConfigureAwait(false);
        return await NewAsync(ask).ConfigureAwait(false);
    }
}
