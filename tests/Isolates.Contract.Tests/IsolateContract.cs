global using Xunit;

using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;

namespace Distribute.Isolates.Contract.Tests;

/// <summary>
/// What every isolate must do, whatever it is made of. A new kind of isolate gets the whole suite by a subclass that
/// names its factory. The parts are in files by theme.
/// </summary>
public abstract partial class IsolateContract : IAsyncLifetime
{
    /// <summary>What a test that works never comes near; one that hangs ends by it.</summary>
    protected static readonly TimeSpan MustNotElapse = TimeSpan.FromSeconds(120);

    /// <summary>A stop grace that no busy machine uses up: these tests ask whether code stops, the benchmarks how soon.</summary>
    protected static readonly TimeSpan PatientGrace = TimeSpan.FromSeconds(30);

    private readonly List<IIsolate> _isolates = [];

    protected abstract IIsolateFactory Factory { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var isolate in _isolates) await isolate.DisposeAsync().AsTask().WaitAsync(MustNotElapse);
    }

    protected async Task<IIsolate> StartAsync(int rank = 0, string pool = "default")
    {
        var isolate = await Factory.StartAsync(pool, rank, CancellationToken.None);
        _isolates.Add(isolate);
        return isolate;
    }

    protected static RunRequest Request(CellImage image, int executionCount = 1) =>
        new() { Image = image.Name, ExecutionCount = executionCount, ProcessCount = 1, StopGrace = PatientGrace };

    protected static async Task<RankOutcome> RunAsync(IIsolate isolate, CellImage image, IRankEvents? events = null,
        CancellationToken stop = default, RunRequest? request = null)
    {
        await isolate.LoadAsync([image], CancellationToken.None);
        return await isolate.RunAsync(request ?? Request(image), events ?? new RecordedEvents(), stop).WaitAsync(MustNotElapse);
    }

    protected static async Task<string?> ValueAsync(IIsolate isolate, CellImage image)
    {
        var outcome = await RunAsync(isolate, image);
        return Assert.IsType<RankOutcome.Completed>(outcome).Value?.PlainText;
    }

    protected static TestImages.Variable Var(string type, string name, int id) => new(type, name, id);
}
