using System.Security.Cryptography;
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
    /// <returns>False when the other end is not the one that started this process.</returns>
    public static bool Do(Channel channel)
    {
        var secret = new byte[WireLimits.SecretBytes * 2];
        if (!TryReadSecret(secret)) return false;
        if (!channel.TryReceive(out var hello) || hello.Kind != FrameKind.Hello) return false;
        var reader = hello.Read();
        if (reader.ReadInt32() != WireLimits.Version || reader.ReadBytes() is not { } said) return false;
        if (!CryptographicOperations.FixedTimeEquals(said.FirstSpan, secret.AsSpan(0, WireLimits.SecretBytes))) return false;
        channel.Open();
        var welcome = new FrameBuffer(FrameKind.Welcome, hello.Id);
        var writer = new MessagePackWriter(welcome);
        writer.Write(WireLimits.Version);
        writer.Write(secret.AsSpan(WireLimits.SecretBytes));
        writer.Flush();
        channel.Send(welcome);
        CryptographicOperations.ZeroMemory(secret);
        return true;
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
