using System.Collections.Concurrent;
using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Talking;

/// <summary>The requests to one child that wait for their replies, by number. Thread safe.</summary>
internal sealed class PendingReplies
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<object?>> _waiting = [];
    private int _lastId;

    /// <summary>Whether nobody waits.</summary>
    public bool IsEmpty => _waiting.IsEmpty;

    /// <summary>The number of a new request.</summary>
    public int NewId() => Interlocked.Increment(ref _lastId);

    /// <summary>Begins to wait.</summary>
    /// <returns>Completes with the reply, or with what came in its stead.</returns>
    public Task<object?> Expect(int id)
    {
        var reply = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = reply;
        return reply.Task;
    }

    /// <summary>The reply came.</summary>
    /// <exception cref="FrameException">Nothing with that number was ever asked.</exception>
    public void Complete(int id, object? reply)
    {
        if (_waiting.TryRemove(id, out var waiting)) waiting.TrySetResult(reply);
        else if (id <= 0 || id > Volatile.Read(ref _lastId)) throw new FrameException("a reply to nothing that was asked");
    }

    /// <summary>No reply will come; nothing happens when nobody waits for it.</summary>
    public void Fail(int id, Exception fault)
    {
        if (_waiting.TryRemove(id, out var waiting)) waiting.TrySetException(fault);
    }

    /// <summary>No reply will come to anybody.</summary>
    public void FailAll(Func<Exception> fault)
    {
        foreach (var id in _waiting.Keys) Fail(id, fault());
    }
}
