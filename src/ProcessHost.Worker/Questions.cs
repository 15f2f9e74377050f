using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost.Worker;

/// <summary>What the rank asks its parent while it runs; the main thread hands the answers over. Thread safe.</summary>
internal sealed class Questions(Channel channel, Leadership leadership)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource<Answered>> _open = [];
    private int _last;

    /// <summary>Asks the person for a line; null where no one answers.</summary>
    public string? AskLine(string prompt, bool password)
    {
        var id = Interlocked.Increment(ref _last);
        var frame = new FrameBuffer(FrameKind.Ask, id);
        var writer = new MessagePackWriter(frame);
        writer.Write(prompt);
        writer.Write(password);
        writer.Flush();
        return Ask(frame, id).Line;
    }

    /// <summary>Asks for the execution count of an image's newest run; null when it has none.</summary>
    public int? AskCount(string image) => AskOf(FrameKind.AskCount, image).Count is > 0 and var count ? count : null;

    /// <summary>Asks for the PDB of an image that came without; empty when there is none.</summary>
    public byte[] AskLines(string image) => AskOf(FrameKind.AskLines, image).Lines;

    /// <summary>Hands an answer to whoever waits for it.</summary>
    public void Answer(Frame frame)
    {
        TaskCompletionSource<Answered>? waiting;
        lock (_gate)
        {
            if (!_open.Remove(frame.Id, out waiting)) return;
        }

        var reader = frame.Read();
        waiting.TrySetResult(new Answered(reader.ReadString(), reader.ReadInt32(), reader.ReadBytes().ToArray()));
    }

    private Answered AskOf(FrameKind what, string image)
    {
        var id = Interlocked.Increment(ref _last);
        var frame = new FrameBuffer(what, id);
        var writer = new MessagePackWriter(frame);
        writer.Write(image);
        writer.Flush();
        return Ask(frame, id);
    }

    private Answered Ask(FrameBuffer frame, int id)
    {
        var answer = new TaskCompletionSource<Answered>();
        lock (_gate) _open[id] = answer;
        channel.Send(frame);
        leadership.Summon();
        // Waits so that an interrupt can end it: a stop reaches code that waits for the person.
        return answer.Task.GetAwaiter().GetResult();
    }

    private sealed record Answered(string? Line, int Count, byte[] Lines);
}
