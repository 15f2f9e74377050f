using System.Text.Json.Nodes;

namespace Distribute.Jupyter.Messages;

/// <summary>A message that came in, its signature checked. Immutable; its JSON is not to be changed.</summary>
/// <param name="Identities">Who sent it: what a reply must begin with.</param>
/// <param name="Id">Its id.</param>
/// <param name="Type">What it asks, for example <c>execute_request</c>.</param>
/// <param name="Session">The sender's session.</param>
/// <param name="ParentId">The id of the message that it answers; null for none.</param>
/// <param name="Content">What it says.</param>
/// <param name="RawHeader">Its header as it came: the parent header of all that answers it.</param>
internal sealed record Message(
    IReadOnlyList<byte[]> Identities, string Id, string Type, string Session, string? ParentId, JsonObject Content, byte[] RawHeader);
