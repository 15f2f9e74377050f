using Distribute.Contracts.Outcomes;
using MessagePack;

namespace Distribute.ProcessHost.Wire;

/// <summary>How a run ended, as a rank's process tells it: completed, failed, interrupted, or not begun. The other outcomes are the parent's to find.</summary>
internal static class OutcomeCodec
{
    private const byte Completed = 0;
    private const byte Failed = 1;
    private const byte Interrupted = 2;
    private const byte NotRun = 3;

    public static void Write(ref MessagePackWriter writer, RankOutcome outcome)
    {
        writer.Write(outcome.Elapsed.Ticks);
        switch (outcome)
        {
            case RankOutcome.Completed completed:
                writer.Write(Completed);
                writer.Write(completed.HasValue);
                ValueCodec.Write(ref writer, completed.Value);
                break;
            case RankOutcome.Failed failed:
                writer.Write(Failed);
                Write(ref writer, failed.Error);
                break;
            case RankOutcome.Interrupted interrupted:
                writer.Write(Interrupted);
                writer.Write(interrupted.Lost);
                writer.Write(interrupted.Message);
                break;
            case RankOutcome.NotRun notRun:
                writer.Write(NotRun);
                writer.Write(notRun.Reason);
                break;
            default:
                throw new FrameException($"a rank's process cannot tell the outcome '{outcome.Name}'");
        }
    }

    public static RankOutcome Read(ref FrameReader reader)
    {
        var elapsed = TimeSpan.FromTicks(reader.ReadInt64());
        RankOutcome outcome = reader.ReadByte() switch
        {
            Completed => new RankOutcome.Completed(reader.ReadBoolean(), ValueCodec.ReadBundle(ref reader)),
            Failed => new RankOutcome.Failed(ReadError(ref reader, 0)),
            Interrupted => new RankOutcome.Interrupted(reader.ReadBoolean(), ValueCodec.ReadText(ref reader)),
            NotRun => new RankOutcome.NotRun(ValueCodec.ReadText(ref reader)),
            var other => throw new FrameException($"an outcome of kind {other}, which there is not"),
        };
        return outcome with { Elapsed = elapsed };
    }

    private static void Write(ref MessagePackWriter writer, RankError error)
    {
        writer.Write(error.Type);
        writer.Write(error.Message);
        if (error.Line is { } line) writer.Write(line);
        else writer.WriteNil();
        writer.Write(error.Stack);
        writer.WriteArrayHeader(error.Frames.Count);
        foreach (var frame in error.Frames)
        {
            writer.Write(frame.Cell);
            writer.Write(frame.Line);
            writer.Write(frame.Method);
        }

        writer.WriteArrayHeader(error.Inner.Count);
        foreach (var inner in error.Inner) Write(ref writer, inner);
    }

    private static RankError ReadError(ref FrameReader reader, int depth)
    {
        if (depth > WireLimits.MaxErrorDepth) throw new FrameException("inner exceptions without end");
        var (type, message) = (ValueCodec.ReadText(ref reader), ValueCodec.ReadText(ref reader));
        int? line = reader.TryReadNil() ? null : reader.ReadInt32();
        var stack = ValueCodec.ReadText(ref reader);
        var frames = new CellFrame[reader.ReadArrayHeader()];
        for (var at = 0; at < frames.Length; at++) frames[at] = new CellFrame(reader.ReadInt32(), reader.ReadInt32(), ValueCodec.ReadText(ref reader));
        var inner = new RankError[reader.ReadArrayHeader()];
        for (var at = 0; at < inner.Length; at++) inner[at] = ReadError(ref reader, depth + 1);
        return new RankError(type, message, line, stack, frames, inner);
    }
}
