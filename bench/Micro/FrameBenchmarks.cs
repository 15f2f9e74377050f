using BenchmarkDotNet.Attributes;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Outcomes;
using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.Bench.Micro;

/// <summary>What goes between this process and a rank's: written into a frame, taken out of the bytes again.</summary>
public class FrameBenchmarks
{
    private readonly FrameInput _input = new() { MaxFrameBytes = WireLimits.MaxFrameBytes };
    private readonly RankOutcome _outcome = new RankOutcome.Completed(false, null);
    private readonly byte[] _bytes = new byte[1 << 16];
    private Contracts.Images.CellImage _image = null!;

    /// <summary>Compiles the image.</summary>
    [GlobalSetup]
    public void Compile() => _image = Parts.Compile("var value = 1;\nConsole.WriteLine(value);", Scope.Empty);

    /// <summary>A frame of 64 bytes.</summary>
    [Benchmark]
    public int Small()
    {
        var frame = new FrameBuffer(FrameKind.Output, 1);
        var writer = new MessagePackWriter(frame);
        writer.Write(_bytes.AsSpan(0, 52));
        writer.Flush();
        return Through(frame).Payload.Length;
    }

    /// <summary>How a run ended.</summary>
    [Benchmark]
    public object Outcome()
    {
        var frame = new FrameBuffer(FrameKind.Outcome, 1);
        var writer = new MessagePackWriter(frame);
        OutcomeCodec.Write(ref writer, _outcome);
        writer.Flush();
        var reader = Through(frame).Read();
        return OutcomeCodec.Read(ref reader);
    }

    /// <summary>A compiled cell.</summary>
    [Benchmark]
    public object Image()
    {
        var frame = new FrameBuffer(FrameKind.Load, 1);
        var writer = new MessagePackWriter(frame);
        ImageCodec.Write(ref writer, _image);
        writer.Flush();
        var reader = Through(frame).Read();
        return ImageCodec.Read(ref reader, _ => []);
    }

    private Frame Through(FrameBuffer sent)
    {
        var bytes = sent.Seal();
        while (bytes.Length > 0)
        {
            var space = _input.Space();
            var count = Math.Min(space.Length, bytes.Length);
            bytes[..count].CopyTo(space);
            _input.Added(count);
            bytes = bytes[count..];
        }

        return _input.TryTake(out var frame) ? frame : throw new InvalidOperationException("The frame did not come whole.");
    }
}
