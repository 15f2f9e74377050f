namespace Distribute.Magic.Grammar;

/// <summary>
/// Reads a cell's text into a plan. A magic within a comment or a string of the code is none. The part of a
/// <c>#!distribute</c> or <c>#!csharp</c> line ends at the next magic but <c>#!time</c>; code behind any other magic is the notebook's,
/// and what follows <c>#!markdown</c> and the like is text up to the next magic.
/// No text makes it throw. Thread safe.
/// </summary>
public static class CellParser
{
    /// <summary>Reads a cell.</summary>
    /// <param name="text">The cell, any text.</param>
    /// <param name="context">What is known of the session; null for the defaults.</param>
    /// <returns>The parts in order, or one diagnostic about the first thing that is wrong.</returns>
    public static CellPlan Parse(string text, PlanContext? context = null)
    {
        var cell = new CellText(text);
        return new PlanBuilder(cell, context ?? new PlanContext()).Build(Sections(cell));
    }

    /// <summary>Cuts the cell at its magic lines.</summary>
    internal static List<CellSection> Sections(CellText cell)
    {
        var scanner = new CSharpScanner();
        var sections = new List<CellSection> { new(null, 0) };
        for (var line = 0; line < cell.Count; line++)
        {
            var head = sections[^1].IsText ? MagicHead.RecogniseInText(cell, line)
                : scanner.AtCode ? MagicHead.Recognise(cell, line, scanner.LastSignificant) : null;
            if (head is not null && head.Command == MagicCommands.Time && sections[^1].IsDistributed)
            {
                sections[^1].Timed = head;
                cell.Blank(line);
            }
            else if (head is not null)
            {
                sections[^1].End = cell[line].Start;
                sections.Add(new CellSection(head, line + 1 < cell.Count ? cell[line + 1].Start : cell.Text.Length));
                scanner.PassMagic();
            }
            else if (!sections[^1].IsText && scanner.Read(cell.Line(line)) && sections[^1].FirstCodeLine == 0)
                sections[^1].FirstCodeLine = line + 1;
        }

        sections[^1].End = cell.Text.Length;
        return sections;
    }
}
