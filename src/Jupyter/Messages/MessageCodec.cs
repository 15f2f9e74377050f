using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribute.Jupyter.Messages;

/// <summary>
/// Frames to messages and back. What comes in is untrusted: nothing of it is looked at before its signature is right.
/// </summary>
/// <remarks>Encoding is thread safe; decoding is for one thread.</remarks>
internal sealed class MessageCodec(MessageSigner signer)
{
    /// <summary>The version of the protocol.</summary>
    public const string Version = "5.4";

    /// <summary>Deeper JSON is refused: nothing that a front end sends comes near, and reading must not overflow the stack.</summary>
    private const int MaxDepth = 128;

    /// <summary>More addresses before a message than any chain of proxies adds.</summary>
    private const int MaxIdentities = 16;

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly byte[] Empty = "{}"u8.ToArray();
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SeenSignatures _seen = new();
    private readonly string _session = Guid.NewGuid().ToString();
    private long _last;

    /// <summary>Reads a message.</summary>
    /// <returns>The message, or what is wrong with it.</returns>
    public (Message? Message, string? Problem) Decode(IReadOnlyList<byte[]> frames)
    {
        var at = 0;
        while (at < frames.Count && !frames[at].AsSpan().SequenceEqual(Delimiter)) at++;
        if (at == frames.Count) return (null, "it has no delimiter");
        if (at > MaxIdentities) return (null, "it has too many addresses");
        if (frames.Count < at + 6) return (null, "frames are missing");
        var (signature, header, parent, metadata, content) = (frames[at + 1], frames[at + 2], frames[at + 3], frames[at + 4], frames[at + 5]);
        if (!signer.IsRight(signature, header, parent, metadata, content)) return (null, "its signature is wrong");
        if (signer.IsOn && !_seen.Add(signature)) return (null, "it was sent before");
        if (Parse(header) is not { } head || Parse(content) is not { } said || Parse(parent) is not { } answered || Parse(metadata) is null) return (null, "it is not JSON");
        if (head.Text("msg_id") is not { } id || head.Text("msg_type") is not { } type) return (null, "its header has no id or type");
        return (new Message([.. frames.Take(at)], id, type, head.Text("session") ?? "", answered.Text("msg_id"), said, header), null);
    }

    /// <summary>Writes a message.</summary>
    /// <param name="identities">Whom it goes to, or the topic of what is published.</param>
    /// <param name="type">What it is.</param>
    /// <param name="content">What it says.</param>
    /// <param name="parent">What it answers; null for nothing.</param>
    /// <returns>Its frames, and its id.</returns>
    public (IReadOnlyList<byte[]> Frames, string Id) Encode(IReadOnlyList<byte[]> identities, string type, JsonObject content, Message? parent)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{_session}_{Interlocked.Increment(ref _last)}");
        var header = Bytes(new JsonObject
        {
            ["msg_id"] = id, ["session"] = _session, ["username"] = "kernel", ["msg_type"] = type, ["version"] = Version,
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        });
        var parentHeader = parent?.RawHeader ?? Empty;
        var body = Bytes(content);
        return ([.. identities, Delimiter, signer.Sign(header, parentHeader, Empty, body), header, parentHeader, Empty, body], id);
    }

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Json);

    private static JsonObject? Parse(byte[] text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
