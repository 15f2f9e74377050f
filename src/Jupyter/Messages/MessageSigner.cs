using System.Security.Cryptography;
using System.Text;

namespace Distribute.Jupyter.Messages;

/// <summary>Signs messages with HMAC-SHA256 and checks signatures in constant time. Thread safe.</summary>
/// <param name="key">The key of the connection file; empty: nothing is signed and everything is believed.</param>
internal sealed class MessageSigner(string key)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    public bool IsOn => _key.Length > 0;

    /// <summary>The signature of a message's parts, in hexadecimal digits; empty without a key.</summary>
    public byte[] Sign(params ReadOnlySpan<byte[]> parts)
    {
        if (!IsOn) return [];
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in parts) hmac.AppendData(part);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
    }

    /// <summary>Whether this is the signature of these parts.</summary>
    public bool IsRight(byte[] signature, params ReadOnlySpan<byte[]> parts) =>
        !IsOn || CryptographicOperations.FixedTimeEquals(signature, Sign(parts));
}
