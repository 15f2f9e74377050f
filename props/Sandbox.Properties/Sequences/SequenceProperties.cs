using Distribute.Compiler;
using Distribute.ProcessHost;
using Distribute.Properties;
using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Properties.Sequences;

/// <summary>
/// Whatever is run, synced, shared, scattered, gathered, loaded, redeclared and reset, in whichever order: every rank has the
/// variables of a model that knows nothing of threads, compilers and bytes, and pools never see each other's.
/// </summary>
public sealed class SequenceProperties
{
    private static readonly CSharpCellCompiler Compiler = new();
    private static readonly string Types = ReadTypes();

    [Cases(300, Arbitrary = [typeof(Sequences)])]
    public Task Every_rank_has_the_variables_of_the_model(Sequence sequence) => Check(sequence, "thread");

    // Fewer, because each starts its processes.
    [Cases(6, Arbitrary = [typeof(Sequences)])]
    public Task The_same_holds_across_processes(Sequence sequence) => Check(sequence, "process");

    private static async Task Check(Sequence sequence, string mode)
    {
        await using var session = Session.Open(Compiler, new SessionOptions { Isolates = [new ProcessIsolateFactory(new ProcessHostOptions { KeepSpare = false })] });
        Assert.True((await session.RunAsync(new CellRequest { Code = Types, ExecutionCount = 1 })).Ok);
        var model = new ModelSession();
        foreach (var request in sequence.Requests)
        {
            var expected = model.Run(request);
            var result = await Ask(session, request, mode);
            var told = string.Join('\n', result.Diagnostics.Select(diagnostic => diagnostic.Message));
            Assert.True(expected.HasErrors == result.Diagnostics.Any(diagnostic => diagnostic.IsError), $"{request}\n{told}");
            if (expected.Outcomes is { } outcomes) Assert.Equal(outcomes, result.Ranks.Select(rank => rank.Outcome.Name));
        }

        await Compare(session, null, model.Notebook, mode);
        foreach (var (name, pool) in model.Pools) await Compare(session, name, pool, mode);
    }

    private static Task<CellResult> Ask(Session session, Request request, string mode) => request switch
    {
        Request.Cell cell => session.RunAsync(new CellRequest { Code = cell.Text, ExecutionCount = 2, Distribute = Options(cell, mode) }),
        Request.Sync sync => session.SyncAsync(sync.Pool, sync.Names, sync.From),
        Request.Load load => session.LoadAsync(load.Pool, load.Names, load.From),
        Request.Reset reset => session.ResetAsync(reset.Pool),
        _ => throw new ArgumentOutOfRangeException(nameof(request)),
    };

    private static DistributeOptions? Options(Request.Cell cell, string mode) => cell.Pool is null ? null : new DistributeOptions
    {
        Pool = cell.Pool,
        Mode = mode,
        Count = cell.Count,
        Ranks = cell.Ranks,
        Sync = cell.Synced switch { SyncKind.None => null, SyncKind.All => new SyncSelection(true, null), _ => new SyncSelection(false, null) },
        Share = cell.Share,
        Scatter = cell.Scatter is { } name ? [name] : [],
        Gather = cell.Gather,
    };

    private static async Task Compare(Session session, string? place, ModelPool pool, string mode)
    {
        if (pool.Schema.Count == 0) return;
        var names = pool.Schema.Keys.Order(StringComparer.Ordinal).ToArray();
        var code = $"Console.Write(Picture.Of({string.Join(", ", names.Select(name => $"(\"{name}\", () => {name})"))}));";
        var result = await Ask(session, new Request.Cell(place, pool.Ranks.Count, [new Step.Verbatim(code)]), mode);
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        Assert.Equal(pool.Ranks.Select(rank => Draw(rank, pool, names)), result.Ranks.Select(rank => rank.Stdout));
    }

    private static string Draw(ModelRank rank, ModelPool pool, string[] names) => Picture.Of([.. names.Select(name =>
        (name, new Func<object?>(() => rank.Values.TryGetValue(pool.Schema[name], out var value) ? value : throw new InvalidOperationException())))]);

    private static string ReadTypes()
    {
        using var reader = new StreamReader(typeof(Picture).Assembly.GetManifestResourceStream("Picture.cs")!);
        var text = reader.ReadToEnd();
        return text[(text.IndexOf(';', StringComparison.Ordinal) + 1)..];
    }
}
