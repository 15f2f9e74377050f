using System.Text.Json.Nodes;

namespace Distribute.Notebooks.Documents;

/// <summary>Text as Jupyter writes it: a list of lines that keep their line ends.</summary>
internal static class SourceLines
{
    /// <summary>The lines; none for empty text.</summary>
    public static JsonArray ToJson(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            var next = end < 0 ? text.Length : end + 1;
            lines.Add(JsonValue.Create(text[start..next]));
            start = next;
        }

        return lines;
    }
}
