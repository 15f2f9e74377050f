using Distribute.Contracts.Compilation;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Grammar;

/// <summary>What a cell's text asks for: parts to run in order, or one diagnostic and then nothing runs. Immutable.</summary>
/// <param name="Parts">The parts in order; empty for a cell without code, and when there is a diagnostic.</param>
/// <param name="Diagnostic">The first thing that is wrong with the cell's magics; null when they are right.</param>
/// <param name="Kind">The kind that a report gives the cell while no part of it has run: distribute, notebook or magic.</param>
public sealed record CellPlan(IReadOnlyList<CellPart> Parts, CellDiagnostic? Diagnostic, string Kind)
{
    /// <summary>True when the cell may run.</summary>
    public bool IsValid => Diagnostic is null;
}

/// <summary>One part of a cell. A closed set of records. Immutable.</summary>
public abstract record CellPart
{
    private CellPart() { }

    /// <summary>The line of the part's magic, from 1; for code without a magic, the line on which the part begins.</summary>
    public required int MagicLine { get; init; }

    /// <summary>What a report calls the part: distribute, notebook or magic.</summary>
    public string Kind => this switch
    {
        Distribute => "distribute",
        Notebook => "notebook",
        _ => "magic",
    };

    /// <summary>Code for the notebook rank.</summary>
    /// <param name="Code">The cell's text with all outside the part blanked: lines and columns are the cell's own.</param>
    public sealed record Notebook(string Code) : CellPart;

    /// <summary>Code for the ranks of a pool.</summary>
    /// <param name="Options">Where and how.</param>
    /// <param name="Code">The cell's text with all outside the part blanked: lines and columns are the cell's own.</param>
    public sealed record Distribute(DistributeOptions Options, string Code) : CellPart;

    /// <summary><c>#!load</c>: variables of a pool for the notebook.</summary>
    /// <param name="Pool">The pool.</param>
    /// <param name="Names">The variables, at least one.</param>
    /// <param name="From">The rank whose values come; null for an array of all ranks' values.</param>
    public sealed record Load(string Pool, IReadOnlyList<string> Names, int? From) : CellPart;

    /// <summary><c>#!sync</c>: one rank's variables for the other ranks of its pool.</summary>
    /// <param name="Pool">The pool.</param>
    /// <param name="Names">The variables; null for all that the rank has.</param>
    /// <param name="From">The source rank.</param>
    public sealed record Sync(string Pool, IReadOnlyList<string>? Names, int From) : CellPart;

    /// <summary><c>#!ranks</c>: shows pools and ranks, or acts on a pool.</summary>
    /// <param name="Pool">The pool as written; null when none was: all are shown, or the default pool is acted on.</param>
    /// <param name="Action">What to do.</param>
    /// <param name="Rank">The rank to restart; 0 for other actions.</param>
    public sealed record Ranks(string? Pool, RanksAction Action, int Rank) : CellPart;

    /// <summary><c>#!who</c> and <c>#!whos</c>: the notebook's variables.</summary>
    /// <param name="Detailed">Whether types, values and sizes are shown too.</param>
    public sealed record Variables(bool Detailed) : CellPart;

    /// <summary><c>#!time</c>: how long the rest of the cell takes is told in the end.</summary>
    public sealed record Timing : CellPart;

    /// <summary><c>#!markdown</c>, <c>#!html</c>, <c>#!javascript</c>: text to show.</summary>
    /// <param name="MimeType">What the text is.</param>
    /// <param name="Text">The text.</param>
    public sealed record Shown(string MimeType, string Text) : CellPart;

    /// <summary>Text of the program itself: <c>#!help</c>, <c>--help</c> of one magic, <c>#!about</c>, <c>#!lsmagic</c>.</summary>
    /// <param name="Text">The help.</param>
    public sealed record Help(string Text) : CellPart;
}

/// <summary>What <c>#!ranks</c> does.</summary>
public enum RanksAction
{
    /// <summary>Shows pools and ranks.</summary>
    Show,

    /// <summary>Forgets a pool's variables and definitions.</summary>
    Reset,

    /// <summary>Ends a pool's ranks.</summary>
    Stop,

    /// <summary>Replaces one rank.</summary>
    Restart,
}
