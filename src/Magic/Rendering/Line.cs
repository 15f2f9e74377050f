namespace Distribute.Magic.Rendering;

/// <summary>What a piece of text is, so that a terminal can colour it.</summary>
internal enum Tone
{
    Plain,
    Rank,
    Error,
    Warning,
    Success,
    Faint,
}

/// <summary>A piece of a line.</summary>
/// <param name="Text">The text, without line ends.</param>
/// <param name="Tone">What it is.</param>
/// <param name="Rank">For <see cref="Tone.Rank"/>, the rank whose colour it has.</param>
internal readonly record struct Piece(string Text, Tone Tone = Tone.Plain, int Rank = 0);

/// <summary>One line to show. Immutable.</summary>
internal sealed record Line(params IReadOnlyList<Piece> Pieces)
{
    /// <summary>The line without colours.</summary>
    public override string ToString() => string.Concat(Pieces.Select(piece => piece.Text));

    /// <summary>A line of one piece.</summary>
    internal static Line Of(string text, Tone tone = Tone.Plain) => new(new Piece(text, tone));

    /// <summary>The mark before what ranks say: <c>[0-2,5] </c>, in the colour of the first; nothing for the notebook.</summary>
    internal static Piece Mark(IReadOnlyList<int>? ranks, string kind = "") => ranks is null
        ? new Piece(kind.Length == 0 ? "" : $"[{kind}] ", Tone.Error)
        : new Piece($"[{RankList.Format(ranks)}{(kind.Length == 0 ? "" : " " + kind)}] ", Tone.Rank, ranks[0]);

    /// <summary>Text cut at its line ends, each line behind the same mark; one line end at its end is no line.</summary>
    internal static IEnumerable<Line> Marked(Piece mark, string text, Tone tone = Tone.Plain) =>
        Split(text).Select(part => new Line(mark, new Piece(part, tone)));

    /// <summary>Text cut at its line ends; one at its end is no line.</summary>
    internal static IEnumerable<string> Split(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines.Length > 1 && lines[^1].Length == 0 ? lines.SkipLast(1) : lines;
    }
}
