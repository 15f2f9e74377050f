using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost.Worker;

/// <summary>
/// Both ends show that they know the secret that the parent wrote to standard input: the first half is what the parent says
/// over the channel, the second what this process answers. Used once.
/// </summary>
internal static class Handshake
{
    /// <summary>Does it.</summary>
    /// <param name="channel">The way to the other end.</param>
    /// <param name="parent">The process at the other end.</param>
    /// <returns>False when the other end is not the one that started this process.</returns>
    public static bool Do(Channel channel, int parent)
    {
        var secret = new byte[WireLimits.SecretBytes * 2];
        if (!TryReadSecret(secret)) return false;
        if (!channel.TryReceive(out var hello) || hello.Kind != FrameKind.Hello) return false;
        var reader = hello.Read();
        if (reader.ReadInt32() != WireLimits.Version || !IsSame(reader.ReadBytes(), secret.AsSpan(0, WireLimits.SecretBytes))) return false;
        var canRead = FarMemory.CanRead(parent, reader.ReadInt64(), reader.ReadBytes());
        channel.Open();
        var welcome = new FrameBuffer(FrameKind.Welcome, hello.Id);
        var writer = new MessagePackWriter(welcome);
        writer.Write(WireLimits.Version);
        writer.Write(secret.AsSpan(WireLimits.SecretBytes));
        writer.Write(canRead);
        writer.Flush();
        channel.Send(welcome);
        secret.AsSpan().Clear();
        return true;
    }

    // The framework's own comparison would load its whole cryptography, a megabyte for each rank. All bytes are looked at,
    // wherever the first difference is.
    private static bool IsSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length) return false;
        var differences = 0;
        for (var at = 0; at < left.Length; at++) differences |= left[at] ^ right[at];
        return differences == 0;
    }

    private static bool TryReadSecret(Span<byte> secret)
    {
        while (secret.Length > 0)
        {
            var count = Libc.Read(0, secret);
            if (count <= 0) return false;
            secret = secret[(int)count..];
        }

        return true;
    }
}
