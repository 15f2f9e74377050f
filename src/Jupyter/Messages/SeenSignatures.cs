using System.Text;

namespace Distribute.Jupyter.Messages;

/// <summary>Remembers the signatures of messages that came, so that one that comes again is known. Used by one thread.</summary>
internal sealed class SeenSignatures
{
    /// <summary>How many are remembered: more than a person can send in a day, some 10 MB.</summary>
    internal const int Most = 1 << 16;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Takes note of a signature.</summary>
    /// <returns>False when it has come before.</returns>
    public bool Add(byte[] signature)
    {
        var text = Encoding.ASCII.GetString(signature);
        if (!_seen.Add(text)) return false;
        _order.Enqueue(text);
        if (_order.Count > Most) _seen.Remove(_order.Dequeue());
        return true;
    }
}
