using System.Diagnostics;
using Distribute.Bench.Peers.Contest;

namespace Distribute.Bench.Peers.Contestants;

/// <summary>Does one kind of work.</summary>
internal delegate Task<Answer> Work(Ask ask);

/// <summary>The side of a contestant that is this program: hears a request a line and answers with one.</summary>
internal static class Server
{
    /// <summary>Answers until there are no more questions.</summary>
    public static async Task<int> RunAsync(PeerOptions options)
    {
        // Cells and scripts print: their words must not come between the answers.
        using var answers = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        using var questions = new StreamReader(Console.OpenStandardInput());
        Console.SetOut(TextWriter.Null);
        await using var peer = Open(options);
        await answers.WriteLineAsync(Lines.Write(new Answer { Versions = peer.Versions })).ConfigureAwait(false);
        while (await questions.ReadLineAsync().ConfigureAwait(false) is { } line)
            await answers.WriteLineAsync(Lines.Write(await AnswerAsync(peer, Lines.Read<Ask>(line)).ConfigureAwait(false))).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Seconds of each run: as many as asked for, or fewer when the time that was given for them is over.</summary>
    public static async Task<Answer> RepeatAsync(Ask ask, Func<int, Task<double>> run)
    {
        var (times, start) = (new List<double>(), Stopwatch.GetTimestamp());
        while (times.Count < ask.Count && Stopwatch.GetElapsedTime(start).TotalSeconds < ask.Budget) times.Add(await run(times.Count).ConfigureAwait(false));
        return new Answer { Seconds = [.. times] };
    }

    /// <summary>As the other, for work that is timed here.</summary>
    public static Task<Answer> RepeatAsync(Ask ask, Action<int> run) => RepeatAsync(ask, turn =>
    {
        var start = Stopwatch.GetTimestamp();
        run(turn);
        return Task.FromResult(Stopwatch.GetElapsedTime(start).TotalSeconds);
    });

    private static Peer Open(PeerOptions options) => options.Contestant switch
    {
        Contestant.Thread or Contestant.Process => new EnginePeer(options),
        "script" => new ScriptPeer(),
        "parallel" => new ParallelPeer(),
        "plain" => new PlainPeer(options.Tool!),
        _ => throw new InvalidOperationException($"Nobody is called {options.Contestant}."),
    };

    private static async Task<Answer> AnswerAsync(Peer peer, Ask ask)
    {
        if (!peer.Works.TryGetValue(ask.Do, out var work)) return new Answer { No = "not offered" };
        try
        {
            return await work(ask).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Told in the table, and the other rows go on.
            return new Answer { Error = exception.Message.ReplaceLineEndings(" ") };
        }
    }
}

/// <summary>Somebody who does work.</summary>
internal abstract class Peer : IAsyncDisposable
{
    /// <summary>What it does, by name.</summary>
    public Dictionary<string, Work> Works { get; } = new(StringComparer.Ordinal);

    /// <summary>What is installed.</summary>
    public virtual string Versions => $".NET {Environment.Version}";

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
