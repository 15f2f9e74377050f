namespace Distribute.Jupyter.Assist;

/// <summary>
/// What the kernel asks about the text of a cell: whether it is whole, how it may go on, what a name means. Places in
/// the text are counted in UTF-16 units, as C# counts them. Asked one question at a time, never while a cell runs.
/// </summary>
public interface ICellAssist
{
    /// <summary>Whether a cell is whole, or its writer goes on.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<CellCompleteness> IsCompleteAsync(string code, CancellationToken cancellationToken);

    /// <summary>What may stand at a place.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">The place, 0 to the text's length.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<CellCompletions> CompleteAsync(string code, int position, CancellationToken cancellationToken);

    /// <summary>What stands at a place.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">The place, 0 to the text's length.</param>
    /// <param name="detailed">Whether all that is known is wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The description by MIME type, <c>text/plain</c> among them; null when nothing is known.</returns>
    ValueTask<IReadOnlyDictionary<string, string>?> InspectAsync(string code, int position, bool detailed, CancellationToken cancellationToken);
}

/// <summary>Whether a cell is whole. Immutable.</summary>
/// <param name="Status">What is known.</param>
/// <param name="Indent">For an incomplete cell, the blanks that its next line begins with.</param>
public sealed record CellCompleteness(CellStatus Status, string Indent = "");

/// <summary>What is known of a cell's text.</summary>
public enum CellStatus
{
    /// <summary>Nothing is known.</summary>
    Unknown,

    /// <summary>It can run.</summary>
    Complete,

    /// <summary>Its writer goes on.</summary>
    Incomplete,

    /// <summary>It is wrong however it goes on.</summary>
    Invalid,
}

/// <summary>What may stand at a place. Immutable.</summary>
/// <param name="Items">The proposals, best first.</param>
/// <param name="Start">Where the text begins that a proposal replaces.</param>
/// <param name="End">Where it ends.</param>
public sealed record CellCompletions(IReadOnlyList<CellCompletion> Items, int Start, int End);

/// <summary>One proposal. Immutable.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Kind">What it is, in a word (<c>method</c>, <c>magic</c>); null when that is not known.</param>
/// <param name="Signature">Its signature; null for none.</param>
public sealed record CellCompletion(string Text, string? Kind = null, string? Signature = null);
