using Distribute.Contracts.Isolates;
using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Tests.Sessions;

/// <summary>Writes down what a session tells.</summary>
internal sealed class Follower : ISessionEvents
{
    private readonly List<string> _log = [];
    private readonly SemaphoreSlim _started = new(0);

    public IReadOnlyList<string> Log { get { lock (_log) return [.. _log]; } }

    public async Task AllStarted(int ranks)
    {
        for (var i = 0; i < ranks; i++) await _started.WaitAsync();
    }

    public void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout) => Add($"began {pool} {string.Join(',', ranks)}");

    public void RankStarted(int rank)
    {
        Add($"{rank} started");
        _started.Release();
    }

    public void Output(int rank, OutputStream stream, string text) => Add($"{rank} {stream} {text.TrimEnd()}");

    public void RankEnded(RankResult result) => Add($"{result.Rank} ended {result.Outcome.Name}");

    public void Note(SessionNote note) => Add($"note {note.Text}");

    private void Add(string line)
    {
        lock (_log) _log.Add(line);
    }
}
