using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Sessions;

namespace Distribute.Compiler.Tests.Running;

/// <summary>Endless code of every kind ends when its time is over, on the rank's thread and on the pool, and the rank goes on.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(60);

    [Theory]
    [InlineData("while (true) ;")]
    [InlineData("while (true) { }")]
    [InlineData("do { } while (true);")]
    [InlineData("do ; while (true);")]
    [InlineData("for (;;) ;")]
    [InlineData("for (;;) { x++; }")]
    [InlineData("again: x++; goto again;")]
    [InlineData("foreach (var i in Forever()) x += i;")]
    [InlineData("foreach (var (i, j) in Forever().Select(k => (k, k))) ;")]
    [InlineData("while (true) { try { while (true) ; } catch { } }")]
    [InlineData("while (true) { try { x++; } finally { x--; } }")]
    [InlineData("void R() { while (true) ; }\nR();")]
    [InlineData("Action r = () => { for (;;) ; }; r();")]
    [InlineData("class C { public C() { while (true) ; } }\nnew C();")]
    [InlineData("class C { public int P { get { while (true) ; } } }\nx = new C().P;")]
    [InlineData("await foreach (var i in ForeverAsync()) ;")]
    [InlineData("while (true) await Task.Yield();")]
    [InlineData("Thread.Sleep(Timeout.Infinite);")]
    [InlineData("await Task.Delay(Timeout.Infinite);")]
    [InlineData("Task.Run(() => { while (true) ; }).Wait();")]
    [InlineData("await Task.Run(() => { while (true) x++; });")]
    [InlineData("await Task.Run(() => { for (;;) ; });")]
    [InlineData("await Task.Run(() => { do { } while (true); });")]
    [InlineData("await Task.Run(() => { again: x++; goto again; });")]
    [InlineData("await Task.Run(() => { foreach (var i in Forever()) x += i; });")]
    [InlineData("await Task.Run(async () => { while (true) await Task.Yield(); });")]
    [InlineData("Parallel.For(0, 2, i => { while (true) ; });")]
    [InlineData("Parallel.ForEach(new[] { 1, 2 }, i => { for (;;) { x++; } });")]
    [InlineData("await Task.Run(() => { void Local() { while (true) ; } Local(); });")]
    [InlineData("int Tail(int n) => n == -1 ? 0 : n > 100 ? Tail(n / 2) : Tail(n + 1) + 0;\nlong Tree(int n) { if (n == 0) return 1; return Tree(n - 1) + Tree(n - 1); }\nawait Task.Run(() => Tree(60));")]
    [InlineData("long Tree(int n) => n == 0 ? 1 : Tree(n - 1) + Tree(n - 1);\nawait Task.Run(() => Tree(60));")]
    [InlineData("Func<int, long> tree = null; tree = n => n == 0 ? 1 : tree(n - 1) + tree(n - 1);\nawait Task.Run(() => tree(60));")]
    [InlineData("class T { public long F(int n) => n == 0 ? 1 : F(n - 1) + F(n - 1); }\nawait Task.Run(() => new T().F(60));")]
    [InlineData("Task.Factory.StartNew(() => { while (true) ; }, TaskCreationOptions.LongRunning).Wait();")]
    [InlineData("var t = new Thread(() => { while (true) ; }); t.Start(); t.Join();")]
    public async Task It_ends(string cell)
    {
        await using var notebook = new Notebook();
        await notebook.Run("long x = 0; IEnumerable<int> Forever() { while (true) yield return 1; } async IAsyncEnumerable<int> ForeverAsync() { while (true) { await Task.Yield(); yield return 1; } }");
        var result = await notebook.Ask(cell, new DistributeOptions { Count = 1, Timeout = Limit });
        var stopped = Assert.IsType<RankOutcome.TimedOut>(result.Ranks.Single().Outcome);
        Assert.False(stopped.Lost, stopped.Message);
        var next = await notebook.Ask("Console.Write(1 + 1);", new DistributeOptions());
        Assert.Equal("2", next.Ranks.Single().Stdout);
    }

    [Fact]
    public async Task What_was_assigned_before_the_stop_stays()
    {
        await using var notebook = new Notebook();
        await notebook.Ask("var kept = 5; while (true) kept = 6;", new DistributeOptions { Count = 1, Timeout = TimeSpan.FromSeconds(2) });
        Assert.Equal("6", (await notebook.Ask("Console.Write(kept);", new DistributeOptions())).Ranks.Single().Stdout);
    }
}
