// A program of its own that uses the engine as a library: it opens a session, hands it data, runs cells on a pool of
// ranks, follows them live, takes the result back, and stops.
using Distribute.Compiler;
using Distribute.Sandbox.Sessions;
using Embedding;

await using var session = Session.Open(new CSharpCellCompiler(), new SessionOptions());
var follower = new ConsoleFollower(Console.Out);

// A host value becomes a variable of the notebook; a cell of the pool that uses it gets a copy on every rank.
await session.WriteAsync("throws", 200_000);

const string simulate = """
    var random = new Random(__process_id__);
    var inside = 0;
    for (var i = 0; i < throws; i++)
    {
        var (x, y) = (random.NextDouble(), random.NextDouble());
        if (x * x + y * y < 1) inside++;
    }
    Console.WriteLine($"rank {__process_id__} of {__process_count__}: {inside} of {throws} inside");
    """;
var simulated = await session.RunAsync(
    new CellRequest
    {
        Code = simulate,
        ExecutionCount = 1,
        Distribute = new DistributeOptions { Count = 4, Gather = ["inside"], Timeout = TimeSpan.FromSeconds(30) },
    },
    follower);
Report(simulated);

// The notebook has int[] inside now, one element a rank.
Report(await session.RunAsync(new CellRequest { Code = "var pi = 4.0 * inside.Sum() / (throws * inside.Length);", ExecutionCount = 2 }, follower));
Console.WriteLine($"pi is about {await session.ReadAsync<double>("pi"):0.0}");

// One rank fails: that is its outcome and no exception here, and the pool goes on.
Report(await session.RunAsync(
    new CellRequest { Code = "10 / (__process_id__ - 2)", ExecutionCount = 3, Distribute = new DistributeOptions() },
    follower));

Report(await session.StopAsync("default"));

static void Report(CellResult result)
{
    foreach (var diagnostic in result.Diagnostics) Console.WriteLine($"{diagnostic.Severity} {diagnostic.Id}: {diagnostic.Message}");
    if (result.Pool is not null) Console.WriteLine(result.Ok ? "ok" : "not ok");
}
