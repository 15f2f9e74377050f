using Distribute.Contracts.Isolates;
using Distribute.Contracts.State;
using Distribute.Sandbox.State;
using Distribute.Sandbox.State.Graph;
using static Distribute.Sandbox.Tests.State.Copying;

namespace Distribute.Sandbox.Tests.State;

public sealed class DamageTests
{
    private const int Seed = 20240229;

    // "array of 3, magic, version, layout": the checksum stands after it.
    private static readonly int ChecksumAt = Array.IndexOf(Sample().Bytes.ToArray(), (byte)0xcf);

    [Fact]
    public void Random_damage_is_always_found()
    {
        var sample = Sample();
        var random = new Random(Seed);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Damage(sample.Bytes.ToArray(), random, from: 0);
            if (bytes.AsSpan().SequenceEqual(sample.Bytes.Span)) continue;
            Assert.Throws<IsolateException>(() => SnapshotDecoder.Decode(sample with { Bytes = bytes }, Names));
        }
    }

    [Fact]
    public void Cut_snapshots_are_refused()
    {
        var sample = Sample();
        for (var length = 0; length < sample.Bytes.Length; length += 3)
            Assert.Throws<IsolateException>(() => SnapshotDecoder.Decode(sample with { Bytes = sample.Bytes[..length] }, Names));
    }

    [Fact]
    public void Forged_snapshots_give_an_error_or_values_within_bounds()
    {
        var sample = Sample();
        var random = new Random(Seed);
        for (var round = 0; round < 5000; round++)
        {
            var bytes = Damage(sample.Bytes.ToArray(), random, ChecksumAt + 14);
            SnapshotFrame.Resign(bytes, ChecksumAt);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Try(() => SnapshotDecoder.Decode(sample with { Bytes = bytes }, Names));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L << 20);
        }
    }

    [Fact]
    public void Another_version_is_named()
    {
        var bytes = Sample().Bytes.ToArray();
        bytes["distribute.state".Length + 2]++;

        Assert.Contains("version", Assert.Throws<IsolateException>(() => SnapshotDecoder.Decode(Sample() with { Bytes = bytes }, Names)).Message);
    }

    private static void Try(Func<object> decode)
    {
        try
        {
            Assert.NotNull(decode());
        }
        catch (IsolateException refused)
        {
            Assert.NotEmpty(refused.Message);
        }
    }

    private static byte[] Damage(byte[] bytes, Random random, int from)
    {
        for (var hits = random.Next(1, 4); hits > 0; hits--)
        {
            var at = random.Next(from, bytes.Length);
            bytes[at] = random.Next(3) == 0 ? (byte)(bytes[at] ^ (1 << random.Next(8))) : (byte)random.Next(256);
        }

        return bytes;
    }

    private static StateSnapshot Sample()
    {
        var node = new Node { Value = 1, Extra = new Dictionary<string, object> { ["k"] = 1.5, ["l"] = new[] { 1, 2 } } };
        node.Next = new Node { Next = node };
        Func<int> read = () => node.Value;
        return Snapshot(
            SlotOf("node", node, 1),
            SlotOf("numbers", new double[400], 2),
            SlotOf("pairs", new List<(string, int)> { ("a", 1), ("b", 2) }, 3),
            SlotOf("window", new[] { 1, 2, 3 }.AsMemory(1), 4),
            SlotOf("read", read, 5),
            SlotOf("grid", new string[2, 3], 6),
            SlotOf("text", new Uri("http://example.org"), 7));
    }
}
