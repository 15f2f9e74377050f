using Distribute.Contracts.Outcomes;
using Distribute.Magic.Dispatch;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Tests.Dispatch;

/// <summary>Writes down what it is asked for; each call gives the next result, or success.</summary>
internal sealed class FakeSession : ISession
{
    public List<string> Calls { get; } = [];

    public List<CellRequest> Requests { get; } = [];

    public Queue<CellResult> Results { get; } = [];

    /// <summary>Raised by every call that gives a result.</summary>
    public event Action? Called;

    public Dictionary<string, (int Count, string Mode)> Living { get; } = [];

    public List<PoolInfo> Infos { get; } = [];

    public IReadOnlyDictionary<string, (int Count, string Mode)> Pools => Living;

    public Task<CellResult> RunAsync(CellRequest request, ISessionEvents? events = null, CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        return Answer($"run {request.Distribute?.Pool ?? "notebook"}");
    }

    public Task<CellResult> LoadAsync(string pool, IReadOnlyList<string> names, int? from, CancellationToken cancellationToken = default) =>
        Answer($"load {pool} {string.Join(',', names)} {from}");

    public Task<CellResult> SyncAsync(string pool, IReadOnlyList<string>? names, int from = 0, CancellationToken cancellationToken = default) =>
        Answer($"sync {pool} {(names is null ? "*" : string.Join(',', names))} {from}");

    public Task<IReadOnlyList<PoolInfo>> ListAsync(string? pool = null, CancellationToken cancellationToken = default)
    {
        Calls.Add($"list {pool}");
        return Task.FromResult<IReadOnlyList<PoolInfo>>(Infos);
    }

    public Task<CellResult> ResetAsync(string pool, CancellationToken cancellationToken = default) => Answer($"reset {pool}");

    public Task<CellResult> StopAsync(string pool, CancellationToken cancellationToken = default) => Answer($"stop {pool}");

    public Task<CellResult> RestartAsync(string pool, int rank, CancellationToken cancellationToken = default) => Answer($"restart {pool} {rank}");

    internal static RankResult Rank(int rank, RankOutcome outcome, string stdout = "", string stderr = "", long dropped = 0) =>
        new(rank, outcome, stdout, stderr, dropped);

    private Task<CellResult> Answer(string call)
    {
        Calls.Add(call);
        Called?.Invoke();
        return Task.FromResult(Results.Count > 0 ? Results.Dequeue() : new CellResult { Ok = true });
    }
}
