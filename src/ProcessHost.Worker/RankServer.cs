using Distribute.Contracts.Isolates;
using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost.Worker;

/// <summary>
/// Does what the parent asks, one request after another, on the main thread; cells run on the rank's own. Lives as long as
/// the process.
/// </summary>
internal sealed class RankServer(Channel channel, int parent)
{
    private readonly Questions _questions = new(channel);
    private readonly Replies _replies = new(channel);
    private Rank? _rank;

    /// <summary>Serves until the parent is gone.</summary>
    public void Serve()
    {
        while (channel.TryReceive(out var frame))
        {
            switch (frame.Kind)
            {
                case FrameKind.Stop:
                    _rank?.Runs.Stop();
                    break;
                case FrameKind.Answer:
                    _questions.Answer(frame);
                    break;
                case FrameKind.Release:
                    _replies.Release(frame.Id);
                    break;
                default:
                    Reply(frame);
                    break;
            }
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
            _rank = Rank.Assign(ref reader, channel, _questions, _replies);
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

    private void Change(Rank rank, Frame frame, ref MessagePackReader reader)
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
                using var arrived = new Arrivals(parent);
                var slots = ValueCodec.ReadSlots(ref reader);
                rank.Variables.Merge(arrived.Read(ref reader), slots);
                break;
            }

            case FrameKind.Restore:
            {
                using var arrived = new Arrivals(parent);
                var slots = ValueCodec.ReadSlots(ref reader);
                rank.Variables.Restore(arrived.Read(ref reader), slots);
                break;
            }

            case FrameKind.Gather:
            {
                using var arrived = new Arrivals(parent);
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
