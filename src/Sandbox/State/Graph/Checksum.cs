using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Distribute.Contracts.State;

namespace Distribute.Sandbox.State.Graph;

/// <summary>A fast 64-bit checksum over sixteen lanes: it finds damage, it does not authenticate.</summary>
internal static class Checksum
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;

    /// <summary>Bytes that are copied and summed at a time, so that the sum reads what the copy left in the cache.</summary>
    public const int CopyStep = 64 * 1024;

    public static ulong Of(ReadOnlySpan<byte> bytes) => Append(Prime1, bytes);

    /// <summary>Bytes of a block that have a checksum of their own, so that several threads may work on one block.</summary>
    public const int Segment = 4 * 1024 * 1024;

    /// <summary>How many of them a block has.</summary>
    public static int SegmentsOf(int length) => (int)(((long)length + Segment - 1) / Segment);

    /// <summary>The checksum of a block from those of its segments.</summary>
    public static ulong Join(ReadOnlySpan<ulong> segments)
    {
        var sum = Prime2;
        foreach (var segment in segments) sum = Mix(sum, segment);
        return sum;
    }

    /// <summary>Copies a block and gives the checksum of what arrived.</summary>
    public static ulong Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var sum = Prime2;
        while (source.Length > 0)
        {
            var length = Math.Min(Segment, source.Length);
            sum = Mix(sum, CopySegment(source[..length], target[..length]));
            source = source[length..];
            target = target[length..];
        }

        return sum;
    }

    /// <summary>Hands a segment out in pieces and gives the checksum of what was handed out, whatever another thread does to it meanwhile.</summary>
    /// <param name="source">The segment.</param>
    /// <param name="piece">Room for <see cref="CopyStep"/> bytes, where each piece stands while it is taken.</param>
    /// <param name="take">Takes a piece and its place in the segment.</param>
    public static ulong Copy(ReadOnlySpan<byte> source, Span<byte> piece, SnapshotPiece take)
    {
        var sum = Prime1;
        for (var at = 0; at < source.Length; at += CopyStep)
        {
            var bytes = piece[..Math.Min(CopyStep, source.Length - at)];
            source.Slice(at, bytes.Length).CopyTo(bytes);
            sum = Append(sum, bytes);
            take(at, bytes);
        }

        return sum;
    }

    private static ulong CopySegment(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var sum = Prime1;
        for (var at = 0; at < source.Length; at += CopyStep)
        {
            var step = Math.Min(CopyStep, source.Length - at);
            if (at % FreshMemory.Step == 0) FreshMemory.Populate(target[at..]);
            source.Slice(at, step).CopyTo(target[at..]);
            sum = Append(sum, target.Slice(at, step));
        }

        return sum;
    }

    private static ulong Append(ulong seed, ReadOnlySpan<byte> bytes)
    {
        var (first, second) = (Vector256.Create(seed), Vector256.Create(~seed));
        var (third, fourth) = (Vector256.Create(seed ^ Prime1), Vector256.Create(seed + Prime2));
        var vectors = MemoryMarshal.Cast<byte, Vector256<ulong>>(bytes);
        var at = 0;
        for (; at + 4 <= vectors.Length; at += 4)
        {
            first = Turn(first) + vectors[at];
            second = Turn(second) + vectors[at + 1];
            third = Turn(third) + vectors[at + 2];
            fourth = Turn(fourth) + vectors[at + 3];
        }

        for (; at < vectors.Length; at++) first = Turn(first) + vectors[at];
        var sum = Fold(Fold(Fold(Fold(seed, first), second), third), fourth);
        foreach (var rest in bytes[(vectors.Length * Vector256<byte>.Count)..]) sum = Mix(sum, rest);
        sum = Mix(sum, (ulong)bytes.Length);
        sum ^= sum >> 33;
        sum *= Prime2;
        return sum ^ (sum >> 29);
    }

    // Turning and adding can be undone, so a change to one word always changes its lane.
    private static Vector256<ulong> Turn(Vector256<ulong> lane) => (lane << 13) | (lane >>> 51);

    private static ulong Fold(ulong sum, Vector256<ulong> lane)
    {
        for (var index = 0; index < Vector256<ulong>.Count; index++) sum = Mix(sum, lane[index]);
        return sum;
    }

    private static ulong Mix(ulong lane, ulong word) => BitOperations.RotateLeft(lane + (word * Prime2), 31) * Prime1;
}
