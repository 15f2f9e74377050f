using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost.Worker;

/// <summary>Sends what the rank says. A parent that reads slowly slows the rank down, so that nothing piles up here.</summary>
internal sealed class WireEvents(Channel channel, Questions questions) : IRankEvents
{
    public void Started(int rank) => channel.OweStarted();

    public void Output(int rank, OutputStream stream, string text)
    {
        var frame = new FrameBuffer(FrameKind.Output, 0);
        var writer = new MessagePackWriter(frame);
        writer.Write(stream == OutputStream.Error);
        writer.Write(text);
        writer.Flush();
        channel.Send(frame);
    }

    public void Displayed(int rank, MimeBundle value, string? displayId, bool update)
    {
        var frame = new FrameBuffer(FrameKind.Displayed, 0);
        var writer = new MessagePackWriter(frame);
        ValueCodec.Write(ref writer, value);
        writer.Write(displayId);
        writer.Write(update);
        writer.Flush();
        channel.Send(frame);
    }

    public void Dropped(int rank, long bytes)
    {
        var frame = new FrameBuffer(FrameKind.Dropped, 0);
        var writer = new MessagePackWriter(frame);
        writer.Write(bytes);
        writer.Flush();
        channel.Send(frame);
    }

    public string? ReadLine(int rank, string prompt, bool password) => questions.AskLine(prompt, password);
}
