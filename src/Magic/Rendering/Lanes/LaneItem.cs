using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;

namespace Distribute.Magic.Rendering.Lanes;

/// <summary>One thing in a lane: a line, or a value that was shown.</summary>
internal abstract class LaneItem
{
    /// <summary>What it says, so that lanes can be compared: equal for equal items.</summary>
    public abstract string Key { get; }

    internal sealed class Text(OutputStream stream, string line) : LaneItem
    {
        public OutputStream Stream { get; } = stream;

        public string Line { get; } = line;

        public override string Key => $"{(int)Stream}{Line}";
    }

    internal sealed class Value(MimeBundle bundle, string? displayId) : LaneItem
    {
        /// <summary>Replaced when the rank updates its display.</summary>
        public MimeBundle Bundle { get; set; } = bundle;

        public string? DisplayId { get; } = displayId;

        public override string Key => string.Concat(Bundle.Data.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"\u0001{pair.Key}\u0002{pair.Value}"));
    }
}
