using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Worker;

/// <summary>
/// Which of two threads hears the parent (leader and follower): between short runs the rank's own, which then runs what it hears of by itself and costs no switch of
/// threads; during a run that takes longer than a moment, and for all that is not a run, the main thread.
/// </summary>
/// <remarks>
/// Thread safe. While a run is shorter than a moment nobody hears; a request to stop it comes that much later. Source of the pattern: D. C. Schmidt and others,
/// Leader/Followers, in: Pattern Languages of Program Design 5, 2006.
/// </remarks>
internal sealed class Leadership
{
    // A moment that a short run does not reach, and a time limit does not notice.
    private const long MomentNanoseconds = 2_000_000;

    private readonly int _timer = OwnProcess.CreateTimer();
    private int _leader = Leader.Main;
    private Frame? _handed;

    /// <summary>The thread that leads has posted a run: nobody leads until it has ended or a moment has passed.</summary>
    public void Suspend()
    {
        Volatile.Write(ref _leader, Leader.Nobody);
        OwnProcess.SetTimer(_timer, MomentNanoseconds);
    }

    /// <summary>The rank's thread has nothing to run. Called where nobody can post, or it would lead while a run waits for it.</summary>
    /// <returns>True when it is to lead; false when the main thread does, and posts the next run.</returns>
    public bool TryLead()
    {
        var before = Interlocked.CompareExchange(ref _leader, Leader.Rank, Leader.Nobody);
        if (before == Leader.Nobody) OwnProcess.SetTimer(_timer, 0);
        // It leads already when an interrupt has torn it out of its work.
        return before is Leader.Nobody or Leader.Rank;
    }

    /// <summary>The rank's thread, which leads, has the main thread lead.</summary>
    /// <param name="frame">What that is to do first; null for nothing.</param>
    public void HandOver(Frame? frame)
    {
        _handed = frame;
        Volatile.Write(ref _leader, Leader.Main);
        OwnProcess.SetTimer(_timer, 1);
    }

    /// <summary>The running code waits for something that the parent says: has the main thread lead now.</summary>
    public void Summon()
    {
        if (Interlocked.CompareExchange(ref _leader, Leader.Main, Leader.Nobody) == Leader.Nobody) OwnProcess.SetTimer(_timer, 1);
    }

    /// <summary>Waits until the main thread leads. Called by it before each frame.</summary>
    /// <returns>A frame that the rank's thread has handed over; null when there is none.</returns>
    public Frame? WaitToLead()
    {
        while (Volatile.Read(ref _leader) != Leader.Main)
        {
            OwnProcess.WaitForTimer(_timer);
            Interlocked.CompareExchange(ref _leader, Leader.Main, Leader.Nobody);
        }

        (var handed, _handed) = (_handed, null);
        return handed;
    }

    private static class Leader
    {
        public const int Main = 0;
        public const int Rank = 1;
        public const int Nobody = 2;
    }
}
