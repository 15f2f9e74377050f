using Distribute.Compiler;
using Distribute.ProcessHost;
using Distribute.Properties;
using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Properties;

/// <summary>Ranks that run side by side have the variables that they would have had alone.</summary>
public sealed class IsolationProperties
{
    private static readonly CSharpCellCompiler Compiler = new();

    [Cases(100, Arbitrary = [typeof(Programs)])]
    public Task Each_ranks_variables_are_those_of_a_model_that_runs_one_rank_at_a_time(ModelProgram program) => Check(program, "thread");

    // Fewer, because each starts its processes.
    [Cases(6, Arbitrary = [typeof(Programs)])]
    public Task The_same_holds_across_processes(ModelProgram program) => Check(program, "process");

    private static async Task Check(ModelProgram program, string mode)
    {
        await using var session = Session.Open(Compiler, new SessionOptions { Isolates = [new ProcessIsolateFactory(new ProcessHostOptions { KeepSpare = false })] });
        var model = new Dictionary<string, ModelPool>();
        foreach (var cell in program.Cells)
        {
            var pool = model.TryGetValue(cell.Pool ?? "", out var known) ? known : model[cell.Pool ?? ""] = new ModelPool();
            var expected = pool.Run(cell);
            var result = await Run(session, cell.Text, cell, mode);
            Assert.DoesNotContain(result.Diagnostics, d => d.IsError);
            Assert.Equal(expected, result.Ranks.Select(rank => rank.Outcome.Name));
        }

        foreach (var (place, pool) in model.Where(entry => entry.Value.Schema.Count > 0)) await Compare(session, place, pool, mode);
    }

    private static async Task Compare(Session session, string place, ModelPool pool, string mode)
    {
        var names = pool.Schema.Keys.Order(StringComparer.Ordinal).ToArray();
        // Two names that are one list show it by what is added through the first.
        var code = string.Join('\n', names.Select(name => $"try {{ Console.Write($\"{name}={{({(pool.Schema[name] == Kind.List ? $"string.Join(',', {name})" : name)})}};\"); }} catch (InvalidOperationException) {{ Console.Write(\"{name}=none;\"); }}"));
        var lists = names.Where(name => pool.Schema[name] == Kind.List).ToArray();
        code += "\n" + string.Concat(lists.SelectMany(one => lists.Where(other => string.CompareOrdinal(one, other) < 0).Select(other =>
            $"try {{ Console.Write(ReferenceEquals({one}, {other}) ? \"{one}is{other};\" : \"\"); }} catch (InvalidOperationException) {{ }}\n")));
        var result = await Run(session, code, new ModelCell(place.Length == 0 ? null : place, pool.Ranks.Count, null, SyncKind.None, []), mode);
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        Assert.Equal(pool.Ranks.Select(rank => Describe(rank, names, lists)), result.Ranks.Select(rank => rank.Stdout));
    }

    private static string Describe(ModelRank rank, string[] names, string[] lists) =>
        string.Concat(names.Select(name => $"{name}={(rank.Values.TryGetValue(name, out var value) ? value is List<int> list ? string.Join(',', list) : value : "none")};"))
        + string.Concat(lists.SelectMany(one => lists.Where(other => string.CompareOrdinal(one, other) < 0
            && rank.Values.TryGetValue(one, out var a) && rank.Values.TryGetValue(other, out var b) && ReferenceEquals(a, b)).Select(other => $"{one}is{other};")));

    private static Task<CellResult> Run(Session session, string code, ModelCell cell, string mode) => session.RunAsync(new CellRequest
    {
        Code = code,
        ExecutionCount = 1,
        Distribute = cell.Pool is null ? null : new DistributeOptions
        {
            Pool = cell.Pool,
            Mode = mode,
            Count = cell.Count,
            Ranks = cell.Ranks,
            Share = [],
            Sync = cell.Sync switch { SyncKind.None => null, SyncKind.All => new SyncSelection(true, null), _ => new SyncSelection(false, null) },
        },
    });
}
