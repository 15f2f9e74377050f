using System.Numerics;
using System.Runtime.InteropServices;

namespace Distribute.Sandbox.State.Graph;

/// <summary>A fast 64-bit checksum over four lanes: it finds damage, it does not authenticate.</summary>
internal static class Checksum
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;

    /// <summary>Bytes that are copied and summed at a time, so that the sum reads what the copy left in the cache.</summary>
    public const int CopyStep = 64 * 1024;

    public static ulong Of(ReadOnlySpan<byte> bytes) => Append(Prime1, bytes);

    /// <summary>Copies a block and gives the checksum of what arrived.</summary>
    public static ulong Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var sum = Prime1;
        for (var at = 0; at < source.Length; at += CopyStep)
        {
            var step = Math.Min(CopyStep, source.Length - at);
            source.Slice(at, step).CopyTo(target[at..]);
            sum = Append(sum, target.Slice(at, step));
        }

        return sum;
    }

    private static ulong Append(ulong seed, ReadOnlySpan<byte> bytes)
    {
        ulong a = seed, b = seed ^ Prime1, c = seed + Prime2, d = ~seed;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var at = 0;
        for (; at + 4 <= words.Length; at += 4)
        {
            a = Mix(a, words[at]);
            b = Mix(b, words[at + 1]);
            c = Mix(c, words[at + 2]);
            d = Mix(d, words[at + 3]);
        }

        for (; at < words.Length; at++) a = Mix(a, words[at]);
        foreach (var rest in bytes[(words.Length * 8)..]) a = Mix(a, rest);
        var sum = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
        sum = Mix(sum, (ulong)bytes.Length);
        sum ^= sum >> 33;
        sum *= Prime2;
        return sum ^ (sum >> 29);
    }

    private static ulong Mix(ulong lane, ulong word) => BitOperations.RotateLeft(lane + (word * Prime2), 31) * Prime1;
}
