using System.Collections.Immutable;
using System.Text.Json;

namespace Distribute.Notebooks.Documents;

/// <summary>In which form a notebook was read.</summary>
public enum NotebookFormat
{
    /// <summary>Jupyter's JSON, <c>.ipynb</c>.</summary>
    Ipynb,

    /// <summary>.NET Interactive's text, <c>.dib</c>.</summary>
    Dib,
}

/// <summary>A notebook, whatever its form on disk. Immutable; thread safe.</summary>
/// <remarks>
/// Everything that is not understood is kept as JSON and written back. A <c>.dib</c> is held as the <c>.ipynb</c> that it
/// would be, so both forms convert to each other.
/// </remarks>
public sealed record NotebookDocument
{
    /// <summary>The file, as the caller named it.</summary>
    public required string Path { get; init; }

    /// <summary>The form it was read in.</summary>
    public required NotebookFormat Format { get; init; }

    /// <summary>The cells in order, with all that a run changed.</summary>
    public required ImmutableArray<NotebookCell> Cells { get; init; }

    /// <summary>The notebook's JSON as it was read; its <c>cells</c> are superseded by <see cref="Cells"/>.</summary>
    public required JsonElement Raw { get; init; }

    /// <summary>The same notebook with one cell replaced.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public NotebookDocument WithCell(int index, NotebookCell cell) => this with { Cells = Cells.SetItem(index, cell) };
}
