namespace Distribute.Magic.Grammar;

/// <summary>A magic line, or none at the cell's start, with the lines after it.</summary>
internal sealed class CellSection(MagicHead? head, int start)
{
    internal MagicHead? Head { get; } = head;

    /// <summary>Where its lines begin in the text.</summary>
    internal int Start { get; } = start;

    /// <summary>Where its lines end in the text.</summary>
    internal int End { get; set; }

    /// <summary>A <c>#!time</c> line among its lines; null for none.</summary>
    internal MagicHead? Timed { get; set; }

    /// <summary>Whether its lines are text to show, and no code.</summary>
    internal bool IsText => MagicCommands.MimeTypeOf(Head?.Command) is not null;

    /// <summary>Whether its lines belong to ranks.</summary>
    internal bool IsDistributed => Head is { Form: not MagicForm.OneLine } && Head.Command == MagicCommands.Distribute;

    /// <summary>The first line with more than blanks and comments, from 1; 0 for none.</summary>
    internal int FirstCodeLine { get; set; }
}
