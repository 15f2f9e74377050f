using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Tests.Sessions;

public sealed class ThreadedClockTests
{
    private readonly ThreadedClock _clock = ThreadedClock.Instance;

    [Fact]
    public async Task A_timer_rings_when_it_is_due_and_not_on_the_thread_pool()
    {
        var rang = new TaskCompletionSource<bool>();
        using var timer = _clock.CreateTimer(_ => rang.TrySetResult(Thread.CurrentThread.IsThreadPoolThread), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        Assert.False(await rang.Task);
    }

    [Fact]
    public async Task A_disposed_timer_does_not_ring_and_a_changed_one_rings_once()
    {
        var log = new List<string>();
        var last = new TaskCompletionSource();
        var held = new TaskCompletionSource();
        using var go = new ManualResetEventSlim();
        // While this one rings no other can, however long it takes to set them.
        using var hold = _clock.CreateTimer(_ => { held.SetResult(); go.Wait(); }, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await held.Task;
        _clock.CreateTimer(_ => log.Add("disposed"), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan).Dispose();
        using var changed = _clock.CreateTimer(_ => log.Add("changed"), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        changed.Change(TimeSpan.FromMilliseconds(2), Timeout.InfiniteTimeSpan);
        using var end = _clock.CreateTimer(_ => last.SetResult(), null, TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan);
        go.Set();
        await last.Task;
        Assert.Equal(["changed"], log);
    }

    [Fact]
    public async Task An_earlier_timer_that_is_set_later_does_not_wait_for_the_other()
    {
        var rang = new TaskCompletionSource();
        using var late = _clock.CreateTimer(_ => { }, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        using var early = _clock.CreateTimer(_ => rang.SetResult(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        await rang.Task;
    }

    [Fact]
    public void Only_the_systems_clock_is_replaced()
    {
        var other = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        Assert.Same(other, ThreadedClock.For(other));
        Assert.Same(_clock, ThreadedClock.For(TimeProvider.System));
    }
}
