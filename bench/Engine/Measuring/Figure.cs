namespace Distribute.Bench.Measuring;

/// <summary>Whether a figure is as it must be.</summary>
internal enum Verdict
{
    /// <summary>It is.</summary>
    Holds,

    /// <summary>It is not.</summary>
    Misses,

    /// <summary>In part: the engine answered in time and said so, but the code goes on by itself.</summary>
    GivenUp,

    /// <summary>There is no bar; the figure explains another one.</summary>
    Told,
}

/// <summary>One line of the table. Immutable.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">The median, or what stands for it, with its unit.</param>
/// <param name="Spread">How far it varies.</param>
/// <param name="Bar">What it must be; empty for none.</param>
/// <param name="Verdict">Whether it is.</param>
internal sealed record Figure(string What, string Measured, string Spread, string Bar, Verdict Verdict)
{
    /// <summary>The table's head.</summary>
    public const string Head = "| what | measured | spread | bar | verdict |\n|---|---|---|---|---|";

    /// <summary>A verdict on a condition.</summary>
    public static Verdict Judge(bool holds) => holds ? Verdict.Holds : Verdict.Misses;

    /// <summary>The line.</summary>
    public string ToMarkdown() =>
        $"| {What} | {Measured} | {Spread} | {Bar} | {(Verdict switch { Verdict.Holds => "holds", Verdict.Misses => "**misses**", Verdict.GivenUp => "**not stopped, says so**", _ => "" })} |";
}
