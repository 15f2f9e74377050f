using System.Diagnostics;
using System.Text.Json;
using Distribute.Bench.Measuring;
using MessagePack;
using MessagePack.Resolvers;
using PolyType;

namespace Distribute.Bench.State.Rows;

/// <summary>
/// A million small records, against what a person would do by hand: write them once with a serializer and read them for
/// each of the three targets. The peers read on as many threads as a sync does.
/// </summary>
internal sealed class RecordsRow : IRow
{
    private const int Count = 1_000_000;
    private const int Targets = Pool.Ranks - 1;
    private const double Bar = 3;

    /// <inheritdoc/>
    public string Name => "records";

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(bool quick)
    {
        await using var pool = new Pool();
        await pool.RunAsync($$"""
            record Reading(int Id, double Value, string Name);
            var xs = __process_id__ > 0 ? [] : Enumerable.Range(0, {{Count}}).Select(i => new Reading(i, i / 3.0, "sensor " + i % 1000)).ToArray();
            """).ConfigureAwait(false);
        var source = Enumerable.Range(0, Count).Select(i => new Reading(i, i / 3.0, "sensor " + (i % 1000))).ToArray();
        var nerdbank = new Nerdbank.MessagePack.MessagePackSerializer();
        var contractless = ContractlessStandardResolver.Options;
        var peers = new (string Name, Func<Task> Run, List<double> Times)[]
        {
            ("System.Text.Json", () => ThroughAsync(() => JsonSerializer.SerializeToUtf8Bytes(source), bytes => JsonSerializer.Deserialize<Reading[]>(bytes)), []),
            ("MessagePack-CSharp, contractless", () => ThroughAsync(() => MessagePackSerializer.Serialize(source, contractless), bytes => MessagePackSerializer.Deserialize<Reading[]>(bytes, contractless)), []),
            ("Nerdbank.MessagePack", () => ThroughAsync(() => nerdbank.Serialize<Reading[], Shapes>(source), bytes => nerdbank.Deserialize<Reading[], Shapes>(bytes)), []),
        };
        var synced = new List<double>();
        for (var round = -2; round < (quick ? 2 : 11); round++)
        {
            var sync = await pool.SyncAsync("xs").ConfigureAwait(false);
            if (round >= 0) synced.Add(sync);
            foreach (var peer in peers)
            {
                var start = Stopwatch.GetTimestamp();
                await peer.Run().ConfigureAwait(false);
                if (round >= 0) peer.Times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        await pool.RunAsync($"if (xs.Length != {Count} || xs[^1].Id != {Count} - 1) throw new Exception();").ConfigureAwait(false);
        var own = new Samples(synced);
        foreach (var peer in peers) yield return Compare(own, peer.Name, new Samples(peer.Times));
    }

    private static Figure Compare(Samples own, string name, Samples peer)
    {
        var ratio = peer.Median / own.Median;
        var bar = name switch { "System.Text.Json" => Bar, "Nerdbank.MessagePack" => 0, _ => 1 };
        return new Figure(
            $"sync of {Count:N0} records (int, double, string) to {Targets} ranks, against {name}",
            $"{ratio:F2} times faster",
            $"sync {own.Median:F0} ms ({own.Range("F0")}), {name} {peer.Median:F0} ms ({peer.Range("F0")})",
            bar == 0 ? "" : $"at least {bar} times",
            bar == 0 ? Verdict.Told : Figure.Judge(ratio >= bar));
    }

    private static async Task ThroughAsync(Func<byte[]> write, Func<byte[], Reading[]?> read)
    {
        var bytes = write();
        var copies = await Task.WhenAll(Enumerable.Range(0, Targets).Select(_ => Task.Run(() => read(bytes)))).ConfigureAwait(false);
        if (copies.Any(copy => copy?.Length != Count)) throw new InvalidOperationException("A copy is not whole.");
    }
}

/// <summary>The record of the peers; the sync copies one of the same fields that a cell declares.</summary>
public sealed record Reading(int Id, double Value, string Name);

/// <summary>What Nerdbank.MessagePack needs to know at compile time.</summary>
[GenerateShapeFor<Reading[]>]
internal sealed partial class Shapes;
