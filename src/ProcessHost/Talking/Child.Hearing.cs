using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.State;
using Distribute.ProcessHost.Ending;
using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost.Talking;

// What the child says: replies, what a run prints and comes to, and questions, which are answered.
internal sealed partial class Child
{
    /// <summary>Handles a frame. Called by the listening thread alone.</summary>
    /// <exception cref="FrameException">The child said what it may not.</exception>
    public void Handle(Frame frame)
    {
        var reader = frame.Read();
        switch (frame.Kind)
        {
            case FrameKind.Welcome:
                if (!Arrival.IsWelcome(ref reader, Secret)) throw new FrameException("the secret is not the one it was started with");
                FarMemory.Learn(reader.ReadBoolean());
                _welcome.TrySetResult(true);
                break;
            case FrameKind.Done:
                _pending.Complete(frame.Id, null);
                break;
            case FrameKind.Variables:
                _pending.Complete(frame.Id, Arrival.Variables(ref reader));
                break;
            case FrameKind.Snapshots:
                _pending.Complete(frame.Id, Take(frame.Id, ref reader));
                break;
            case FrameKind.Checkpoint:
                foreach (var snapshot in Take(frame.Id, ref reader)) Checkpointed?.Invoke(snapshot);
                break;
            case FrameKind.Fault:
                Fault(frame.Id, new IsolateException(ValueCodec.ReadText(ref reader)));
                break;
            case FrameKind.AskCount:
                Answer(frame.Id, null, _lastRun?.Request.Cells.GetValueOrDefault(ValueCodec.ReadText(ref reader)) ?? 0);
                break;
            case FrameKind.AskLines:
                var image = ValueCodec.ReadText(ref reader);
                Aside("lines", () => Answer(frame.Id, null, 0, LinesOf?.Invoke(image)));
                break;
            default:
                Handle(frame, _run ?? throw new FrameException($"{frame.Kind} while nothing runs"), ref reader);
                break;
        }
    }

    private void Handle(Frame frame, ChildRun run, ref FrameReader reader)
    {
        switch (frame.Kind)
        {
            case FrameKind.Started:
                run.Started();
                break;
            case FrameKind.Output:
                run.Output(reader.ReadBoolean() ? OutputStream.Error : OutputStream.Out, ValueCodec.ReadText(ref reader));
                break;
            case FrameKind.Displayed:
                var bundle = ValueCodec.ReadBundle(ref reader) ?? throw new FrameException("a display of nothing");
                run.Displayed(bundle, reader.ReadString(), reader.ReadBoolean());
                break;
            case FrameKind.Dropped:
                run.Dropped(reader.ReadInt64());
                break;
            case FrameKind.Ask:
                Ask(frame.Id, run, ValueCodec.ReadText(ref reader), reader.ReadBoolean());
                break;
            case FrameKind.Outcome:
                End(run, OutcomeCodec.Read(ref reader));
                break;
            default:
                throw new FrameException($"a frame of kind {frame.Kind}, which there is not");
        }
    }

    private void End(ChildRun run, RankOutcome outcome)
    {
        if (outcome is RankOutcome.Interrupted { Lost: true })
        {
            // Its code goes on in there; the outcome comes with the end of the process.
            Kill(new Death(DeathKind.NotStopped, "was ended because its code did not stop"));
            return;
        }

        _run = null;
        HasServed = true;
        run.End(outcome);
    }

    // The person may take long: the listening thread goes on hearing the child.
    private void Ask(int id, ChildRun run, string prompt, bool password) => Aside("question", () =>
    {
        string? line = null;
        try
        {
            line = run.ReadLine(prompt, password);
        }
        catch (Exception failed)
        {
            run.Fail(failed);
        }

        Answer(id, line, 0);
    });

    // Not on the thread pool, which cells on threads may fill.
    private void Aside(string what, Action answer) => new Thread(() => answer()) { IsBackground = true, Name = $"{what} of rank {Rank}" }.UnsafeStart();

    private void Answer(int id, string? line, int count, byte[]? lines = null)
    {
        var answer = new FrameBuffer(FrameKind.Answer, id);
        var writer = new MessagePackWriter(answer);
        writer.Write(line);
        writer.Write(count);
        writer.Write(lines ?? []);
        writer.Flush();
        _ = _output.Send(answer);
    }

    private StateSnapshot[] Take(int id, ref FrameReader reader)
    {
        var snapshots = Arrival.Snapshots(ref reader, ProcessId, out var isShared);
        if (isShared) _ = _output.Send(new FrameBuffer(FrameKind.Release, id));
        return snapshots;
    }

    private void Fault(int id, Exception fault)
    {
        if (_run is { } run && run.Id == id)
        {
            _run = null;
            run.Fail(fault);
        }
        else
        {
            _pending.Fail(id, fault);
        }
    }
}
