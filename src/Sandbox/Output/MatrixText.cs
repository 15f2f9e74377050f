using System.Net;
using System.Text;
using Distribute.Contracts.Outcomes;
using Distribute.Sandbox.Ranks;

namespace Distribute.Sandbox.Output;

/// <summary>Shows arrays of two and more dimensions as rows and columns; of more than two, plane by plane.</summary>
internal static class MatrixText
{
    /// <summary>Rows, columns and planes shown: enough to see what it is; the rest is told by dots.</summary>
    private const int Most = 20;

    private const string More = "...";

    /// <summary>The array as text and as HTML tables.</summary>
    /// <param name="array">Has at least two dimensions.</param>
    /// <param name="element">Gives an element's text.</param>
    public static MimeBundle Format(Array array, Func<object?, string> element)
    {
        var name = $"{TypeText.Of(array.GetType().GetElementType()!)}[{string.Join(", ", Enumerable.Range(0, array.Rank).Select(array.GetLength))}]";
        var text = new StringBuilder(name);
        var html = new StringBuilder("<code>").Append(WebUtility.HtmlEncode(name)).Append("</code>");
        var planes = Planes(array);
        foreach (var plane in planes.Take(Most))
        {
            var label = plane.Length == 0 ? "" : $"[{string.Join(", ", plane)}, ...]";
            if (label.Length > 0) text.Append('\n').Append(label);
            if (label.Length > 0) html.Append("<p><code>").Append(label).Append("</code></p>");
            var rows = Rows(array, plane, element);
            Append(text, rows);
            html.Append("<table><tbody>").Append(string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{WebUtility.HtmlEncode(cell)}</td>"))}</tr>"))).Append("</tbody></table>");
        }

        if (planes.Count > Most) text.Append('\n').Append(More);
        if (planes.Count > Most) html.Append("<p>" + More + "</p>");
        return new MimeBundle(new Dictionary<string, string> { ["text/html"] = html.ToString(), ["text/plain"] = text.ToString() });
    }

    // The indices of all dimensions before the last two; one more than is shown.
    private static List<int[]> Planes(Array array)
    {
        var planes = new List<int[]> { Array.Empty<int>() };
        for (var dimension = 0; dimension < array.Rank - 2; dimension++)
        {
            var (first, length) = (array.GetLowerBound(dimension), array.GetLength(dimension));
            planes = [.. planes.SelectMany(plane => Enumerable.Range(first, length).Select(index => (int[])[.. plane, index])).Take(Most + 1)];
        }

        return planes;
    }

    private static List<List<string>> Rows(Array array, int[] plane, Func<object?, string> element)
    {
        var (row, column) = (array.Rank - 2, array.Rank - 1);
        var rows = new List<List<string>>();
        foreach (var i in Enumerable.Range(array.GetLowerBound(row), Math.Min(Most, array.GetLength(row))))
        {
            rows.Add([.. Enumerable.Range(array.GetLowerBound(column), Math.Min(Most, array.GetLength(column))).Select(j => element(array.GetValue([.. plane, i, j])))]);
            if (array.GetLength(column) > Most) rows[^1].Add(More);
        }

        if (array.GetLength(row) > Most) rows.Add([More]);
        return rows;
    }

    private static void Append(StringBuilder text, List<List<string>> rows)
    {
        var widths = Enumerable.Range(0, rows.Count == 0 ? 0 : rows.Max(row => row.Count)).Select(at => rows.Max(row => at < row.Count ? row[at].Length : 0)).ToArray();
        foreach (var row in rows)
        {
            text.Append('\n');
            for (var at = 0; at < row.Count; at++) text.Append("  ").Append(row[at].PadLeft(widths[at]));
        }
    }
}
