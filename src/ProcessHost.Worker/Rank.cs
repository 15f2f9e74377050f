using System.Globalization;
using Distribute.ProcessHost.Wire;
using Distribute.Sandbox.Ranks;
using Distribute.Sandbox.Threads;
using MessagePack;

namespace Distribute.ProcessHost.Worker;

/// <summary>
/// The rank that this process is: a thread isolate that owns its process. Made once, when the parent says which rank it is,
/// because a spare process is started before that is known.
/// </summary>
internal sealed class Rank
{
    private readonly Func<string, byte[]> _askLines;

    private Rank(ThreadIsolate isolate, Connection connection, bool isLimited)
    {
        Isolate = isolate;
        _askLines = connection.Questions.AskLines;
        Runs = new Runs(this, connection, isLimited);
    }

    public ThreadIsolate Isolate { get; }

    public RankRuntime Runtime => Isolate.Runtime;

    public RankVariables Variables => Isolate.Runtime.Variables;

    public Runs Runs { get; }

    /// <summary>Becomes a rank.</summary>
    /// <param name="reader">Which one.</param>
    /// <param name="connection">The way to the parent.</param>
    /// <param name="idle">What the rank's thread does between runs.</param>
    public static Rank Assign(ref FrameReader reader, Connection connection, IIdleWork idle)
    {
        var pool = ValueCodec.ReadText(ref reader);
        var number = reader.ReadInt32();
        var count = reader.ReadInt32();
        var port = reader.ReadInt32();
        var isLimited = reader.ReadBoolean();
        var lost = new Dictionary<int, string>();
        var losses = reader.ReadMapHeader();
        for (var at = 0; at < losses; at++) lost[reader.ReadInt32()] = ValueCodec.ReadText(ref reader);
        SetVariables(number, count, port);
        var rank = new Rank(new ThreadIsolate(pool, number, idle), connection, isLimited);
        if (lost.Count > 0) rank.Variables.Lose(lost);
        rank.Runtime.Ending = (how, line) => Farewell(connection.Channel, how, line);
        // Code that is in no run, or in a library, ends the process without a word before.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => rank.Runtime.Running?.FlushOutput();
        return rank;
    }

    /// <summary>Loads images.</summary>
    public void Load(ref FrameReader reader) => Runtime.Load(ImageCodec.ReadAll(ref reader, _askLines));

    // The names that torchrun gives them, so that distributed code of others finds its way.
    private static void SetVariables(int rank, int count, int port)
    {
        var number = rank.ToString(CultureInfo.InvariantCulture);
        OwnProcess.SetVariable("RANK", number);
        OwnProcess.SetVariable("LOCAL_RANK", number);
        SetWorldSize(count);
        OwnProcess.SetVariable("MASTER_ADDR", "127.0.0.1");
        OwnProcess.SetVariable("MASTER_PORT", port.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The number of ranks, for code that asks the environment.</summary>
    public static void SetWorldSize(int count)
    {
        var size = count.ToString(CultureInfo.InvariantCulture);
        OwnProcess.SetVariable("WORLD_SIZE", size);
        OwnProcess.SetVariable("LOCAL_WORLD_SIZE", size);
    }

    /// <summary>Says how, and where in the running cell, this process is about to end.</summary>
    public static void Farewell(Channel channel, string how, int? line)
    {
        var frame = new FrameBuffer(FrameKind.Farewell, 0);
        var writer = new MessagePackWriter(frame);
        writer.Write(how);
        if (line is { } known) writer.Write(known);
        else writer.WriteNil();
        writer.Flush();
        channel.Send(frame);
    }
}
