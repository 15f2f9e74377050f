using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Distribute.Jupyter.Showing;

/// <summary>The texts of the cells that ran, by execution count, so that errors can show their lines. Thread safe.</summary>
internal sealed partial class CellSources
{
    /// <summary>A longer line is cut where it is shown.</summary>
    private const int MaxLine = 160;

    private readonly ConcurrentDictionary<int, string> _texts = new();

    /// <summary>The text of a cell; empty for one that never ran.</summary>
    public string this[int executionCount]
    {
        get => _texts.TryGetValue(executionCount, out var text) ? text : "";
        set => _texts[executionCount] = value;
    }

    /// <summary>Puts the cell's own line below each line that names one (<c>at Foo() in cell 3, line 7</c>).</summary>
    public List<string> Annotate(IEnumerable<string> lines)
    {
        var all = new List<string>();
        foreach (var line in lines)
        {
            all.Add(line);
            if (Place().Match(line) is { Success: true } place && LineOf(place) is { } source) all.Add(source);
        }

        return all;
    }

    private string? LineOf(Match place)
    {
        if (!int.TryParse(place.Groups["cell"].ValueSpan, CultureInfo.InvariantCulture, out var cell)
            || !int.TryParse(place.Groups["line"].ValueSpan, CultureInfo.InvariantCulture, out var number)) return null;
        var lines = this[cell].ReplaceLineEndings("\n").Split('\n');
        if (number < 1 || number > lines.Length) return null;
        var text = lines[number - 1].Trim();
        if (text.Length > MaxLine) text = text[..MaxLine] + "…";
        return string.Create(CultureInfo.InvariantCulture, $"{number,9} | {text}");
    }

    [GeneratedRegex(@"\bcell (?<cell>\d+), line (?<line>\d+)")]
    private static partial Regex Place();
}
