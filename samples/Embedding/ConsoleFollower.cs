using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Embedding;

/// <summary>Prints what ranks say while they say it. Ranks call from their own threads, so lines go out under a lock.</summary>
internal sealed class ConsoleFollower(TextWriter console) : ISessionEvents
{
    private readonly Lock _gate = new();

    public void Output(int rank, OutputStream stream, string text)
    {
        lock (_gate)
            foreach (var line in text.TrimEnd('\n').Split('\n')) console.WriteLine($"[{rank}] {line}");
    }

    public void RankEnded(RankResult result)
    {
        var said = result.Outcome switch
        {
            RankOutcome.Completed { HasValue: true, Value: { } value } => value.PlainText,
            RankOutcome.Failed failed => $"{failed.Error.Type}: {failed.Error.Message}",
            var outcome => outcome.Name,
        };
        lock (_gate) console.WriteLine($"[{result.Rank}] -> {said}");
    }
}
