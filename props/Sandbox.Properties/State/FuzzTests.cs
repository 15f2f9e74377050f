using Distribute.Contracts.Isolates;
using Distribute.Contracts.State;
using Distribute.Sandbox.State;
using Distribute.Sandbox.State.Graph;

namespace Distribute.Sandbox.Properties.State;

/// <summary>
/// A hundred thousand forged snapshots, their checksum made right again so that the reader itself is tried: each is an
/// error, or values of types that the snapshot names, in bounded memory.
/// </summary>
public sealed class FuzzTests
{
    private const int Samples = 400;
    private const int Mutations = 250;
    private const int Seed = 20240229;

    // A snapshot of some kilobytes may not make the reader take more.
    private const long MostBytes = 32L << 20;

    [Fact]
    public void Forged_snapshots_do_no_harm()
    {
        var (read, refused) = (0, 0);
        for (var sample = 0; sample < Samples; sample++)
        {
            var random = new Random(Seed + sample);
            var rank = new LooseRank(0);
            var values = new ValueMaker(random).Roots(3);
            for (var id = 1; id <= values.Count; id++) rank.Declare(id, typeof(object), values[id - 1]);
            var snapshot = rank.Variables.Snapshot([.. Enumerable.Range(1, values.Count)]);
            var signed = Array.IndexOf(snapshot.Bytes.ToArray(), (byte)0xcf);
            for (var mutation = 0; mutation < Mutations; mutation++)
            {
                var bytes = Mutate(snapshot.Bytes.ToArray(), signed + 14, random);
                if (mutation % 10 > 0) SnapshotFrame.Resign(bytes, signed);
                if (Try(snapshot with { Bytes = bytes }, $"sample {sample}, mutation {mutation}")) read++;
                else refused++;
            }
        }

        Assert.Equal(Samples * Mutations, read + refused);
        Assert.InRange(refused, Samples * Mutations / 2, (Samples * Mutations) - 1);
    }

    private static bool Try(StateSnapshot forged, string which)
    {
        var named = new HashSet<Type>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var values = SnapshotDecoder.Decode(forged, new TypeNames { Asked = type => named.Add(type) });
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes, $"{which} took too much memory");
            // Structs stand in the fields of what holds them.
            foreach (var found in Shape.Reachable(values.Select(value => value.Value)).Where(found => !found.GetType().IsValueType))
                Assert.True(found.GetType().Assembly != typeof(FuzzTests).Assembly || named.Contains(Definition(found.GetType())), $"{which} made a {found.GetType()}");
            return true;
        }
        catch (IsolateException refused)
        {
            Assert.NotEmpty(refused.Message);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes, $"{which} took too much memory");
            return false;
        }
    }

    private static Type Definition(Type type)
    {
        while (type.IsArray) type = type.GetElementType()!;
        return type.IsGenericType ? type.GetGenericTypeDefinition() : type;
    }

    private static byte[] Mutate(byte[] bytes, int from, Random random)
    {
        for (var hits = random.Next(1, 5); hits > 0; hits--)
        {
            var at = random.Next(from, bytes.Length);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at]++; break;
                case 2: bytes[at] = (byte)random.Next(256); break;
                // Numbers that lengths and references would like least.
                case 3: bytes[at] = (byte)(new[] { 0x00, 0x01, 0x7f, 0xff, 0xc0, 0xce, 0xcf, 0xd3, 0xdd, 0xc6 }[random.Next(10)]); break;
                case 4: Move(bytes, random.Next(from, bytes.Length), at, random.Next(1, 40)); break;
                default: bytes.AsSpan(at, Math.Min(8, bytes.Length - at)).Reverse(); break;
            }
        }

        return bytes;
    }

    // A piece of the snapshot in place of another.
    private static void Move(byte[] bytes, int from, int to, int length)
    {
        length = Math.Min(length, bytes.Length - Math.Max(from, to));
        bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(to, length));
    }
}
