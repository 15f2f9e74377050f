using Distribute.Jupyter.Requests;
using Microsoft.Extensions.Time.Testing;

namespace Distribute.Jupyter.Tests.Protocol;

/// <summary>What a press of the stop button means, and what a second one does.</summary>
public sealed class InterruptsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Interrupts _interrupts;

    public InterruptsTests() => _interrupts = new Interrupts(_time);

    [Fact]
    public void One_press_stops_and_waits()
    {
        using var running = _interrupts.Begin();

        Assert.False(_interrupts.Press());

        Assert.True(running.Token.IsCancellationRequested);
        Assert.False(running.GivenUp.IsCompleted);
    }

    [Fact]
    public void A_second_press_within_two_seconds_waits_no_longer()
    {
        using var running = _interrupts.Begin();
        _interrupts.Press();
        _time.Advance(Interrupts.Together - TimeSpan.FromMilliseconds(1));

        Assert.True(_interrupts.Press());

        Assert.True(running.GivenUp.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_later_press_is_a_first_one_again()
    {
        using var running = _interrupts.Begin();
        _interrupts.Press();
        _time.Advance(Interrupts.Together);

        Assert.False(_interrupts.Press());

        Assert.False(running.GivenUp.IsCompleted);
    }

    [Fact]
    public void What_begins_between_two_presses_has_had_one()
    {
        using (_interrupts.Begin()) _interrupts.Press();
        using var next = _interrupts.Begin();

        Assert.False(_interrupts.Press());

        Assert.True(next.Token.IsCancellationRequested);
        Assert.False(next.GivenUp.IsCompleted);
    }

    [Fact]
    public void What_ended_is_not_stopped()
    {
        var ended = _interrupts.Begin();
        ended.Dispose();

        Assert.False(_interrupts.Press());

        Assert.False(ended.Token.IsCancellationRequested);
    }

    [Fact]
    public void At_the_kernels_end_nothing_is_waited_for_and_nothing_begins()
    {
        using var running = _interrupts.Begin();

        _interrupts.End();

        Assert.True(running.GivenUp.IsCompleted);
        Assert.True(_interrupts.Begin().Token.IsCancellationRequested);
    }

    [Fact]
    public void A_question_ends_after_what_asked_it_is_told()
    {
        using var running = _interrupts.Begin();
        bool? wasTold = null;
        using var question = running.Unasked.Register(() => wasTold = running.Token.IsCancellationRequested);

        _interrupts.Press();

        Assert.True(wasTold);
    }

    [Fact]
    public void A_question_ends_with_what_asked_it()
    {
        var running = _interrupts.Begin();

        running.Dispose();

        Assert.True(running.Unasked.IsCancellationRequested);
        Assert.False(running.Token.IsCancellationRequested);
    }
}
