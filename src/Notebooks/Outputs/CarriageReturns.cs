using System.Text;

namespace Distribute.Notebooks.Outputs;

/// <summary>Shows text as a terminal leaves it: what follows a carriage return is written over the line's beginning.</summary>
internal static class CarriageReturns
{
    /// <summary>The text without carriage returns; <c>\r\n</c> is a line end.</summary>
    public static string Collapse(string text)
    {
        if (!text.Contains('\r', StringComparison.Ordinal)) return text;
        return string.Join('\n', text.Split('\n').Select(CollapseLine));
    }

    private static string CollapseLine(string line)
    {
        if (!line.Contains('\r', StringComparison.Ordinal)) return line;
        var cells = new List<Rune>();
        foreach (var part in line.Split('\r'))
        {
            var column = 0;
            foreach (var rune in part.EnumerateRunes())
            {
                if (column < cells.Count) cells[column] = rune;
                else cells.Add(rune);
                column++;
            }
        }

        var result = new StringBuilder();
        foreach (var rune in cells) result.Append(rune);
        return result.ToString();
    }
}
