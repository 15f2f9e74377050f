using Distribute.Contracts.Isolates;
using Distribute.ProcessHost.Wire;
using Distribute.Sandbox.Threads;
using MessagePack;

namespace Distribute.ProcessHost.Worker;

/// <summary>
/// Does what the parent asks, one request after another, on the thread that leads (<see cref="Leadership"/>); cells run on the rank's own. Lives as long as
/// the process.
/// </summary>
internal sealed class RankServer(Connection connection) : IIdleWork
{
    private readonly Channel _channel = connection.Channel;
    private readonly Leadership _leadership = connection.Leadership;
    private readonly Replies _replies = connection.Replies;
    private Rank? _rank;

    /// <summary>Serves on the main thread until the parent is gone.</summary>
    public void Serve()
    {
        while (true)
        {
            if (_leadership.WaitToLead() is { } handed) Handle(handed);
            else if (_channel.TryReceive(out var frame)) Handle(frame);
            else return;
        }
    }

    bool IIdleWork.TryBegin() => _leadership.TryLead();

    // On the rank's thread. What may run the person's code, or depends on what that has made of its thread, is not for it.
    void IIdleWork.Work()
    {
        while (_channel.TryReceive(out var frame))
        {
            if (frame.Kind is not (FrameKind.Run or FrameKind.Retain))
            {
                _leadership.HandOver(frame);
                return;
            }

            Reply(frame);
            if (frame.Kind == FrameKind.Run) return;
        }

        _leadership.HandOver(null);
    }

    private void Handle(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Stop:
                _rank?.Runs.Stop();
                break;
            case FrameKind.Answer:
                connection.Questions.Answer(frame);
                break;
            case FrameKind.Release:
                _replies.Release(frame.Id);
                break;
            default:
                Reply(frame);
                break;
        }
    }

    private void Reply(Frame frame)
    {
        try
        {
            Do(frame);
        }
        catch (Exception failed)
        {
            // The parent is told what this rank could not do; the rank itself goes on.
            _replies.Fault(frame.Id, failed is IsolateException ? failed.Message : $"{failed.GetType().Name}: {failed.Message}");
        }
    }

    private void Do(Frame frame)
    {
        var reader = frame.Read();
        if (frame.Kind == FrameKind.Assign)
        {
            _rank = Rank.Assign(ref reader, connection, this);
            _replies.Done(frame.Id);
            return;
        }

        var rank = _rank ?? throw new FrameException("a request before the process was given a rank");
        switch (frame.Kind)
        {
            case FrameKind.Run:
                // Its reply comes when it ends.
                rank.Runs.Begin(frame.Id, ref reader);
                return;
            case FrameKind.Snapshot:
                _replies.Snapshots(frame.Id, [rank.Variables.Lend(ValueCodec.ReadNumbers(ref reader))]);
                return;
            case FrameKind.Scatter:
                _replies.Snapshots(frame.Id, rank.Variables.Scatter(reader.ReadInt32(), reader.ReadInt32()));
                return;
            case FrameKind.List:
                _replies.Variables(frame.Id, rank.Variables.List());
                return;
            default:
                Change(rank, frame, ref reader);
                _replies.Done(frame.Id);
                return;
        }
    }

    private void Change(Rank rank, Frame frame, ref FrameReader reader)
    {
        switch (frame.Kind)
        {
            case FrameKind.References:
                rank.Runtime.AddReferences(ImageCodec.ReadReferences(ref reader));
                break;
            case FrameKind.Load:
                rank.Load(ref reader);
                break;
            case FrameKind.Merge:
            {
                using var arrived = new Arrivals(connection.Parent);
                var slots = ValueCodec.ReadSlots(ref reader);
                rank.Variables.Merge(arrived.Read(ref reader), slots);
                break;
            }

            case FrameKind.Restore:
            {
                using var arrived = new Arrivals(connection.Parent);
                var slots = ValueCodec.ReadSlots(ref reader);
                rank.Variables.Restore(arrived.Read(ref reader), slots);
                break;
            }

            case FrameKind.Gather:
            {
                using var arrived = new Arrivals(connection.Parent);
                var (target, source) = (reader.ReadInt32(), reader.ReadInt32());
                rank.Variables.Gather(target, source, arrived.ReadAll(ref reader));
                break;
            }

            case FrameKind.Retain:
                rank.Runtime.Retain(ValueCodec.ReadTexts(ref reader).ToHashSet(StringComparer.Ordinal), ValueCodec.ReadNumbers(ref reader).ToHashSet());
                break;
            default:
                throw new FrameException($"a request of kind {frame.Kind}, which there is not");
        }
    }
}
