using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Distribute.Contracts.Isolates;

namespace Distribute.Magic.Rendering.Lanes;

/// <summary>Writes the pieces that running and finished lanes have in common.</summary>
internal static partial class HtmlText
{
    /// <summary>Text as HTML, without what only a terminal understands.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(TerminalCodes().Replace(text, ""));

    /// <summary>A lane's heading: a dot, which ranks, where they stand, how long.</summary>
    public static void Heading(StringBuilder html, string ranks, LaneState state, string detail, string time, string preview)
    {
        html.Append("<summary><span class=\"dst-dot dst-").Append(state.Style).Append("\"></span><b>").Append(ranks).Append("</b> <span class=\"dst-state\">")
            .Append(state.Word).Append(Escape(detail)).Append("</span> <span class=\"dst-time\">").Append(time).Append("</span>");
        if (preview.Length > 0) html.Append(" <code class=\"dst-preview\">").Append(Escape(preview)).Append("</code>");
        html.Append("</summary>");
    }

    /// <summary>Items, lines of one stream that follow each other in one block.</summary>
    public static void Items(StringBuilder html, IEnumerable<LaneItem> items, bool live)
    {
        OutputStream? open = null;
        foreach (var item in items)
        {
            if (item is LaneItem.Text text)
            {
                if (open != text.Stream)
                {
                    Close();
                    html.Append(text.Stream == OutputStream.Error ? "<pre class=\"dst-stderr\">" : "<pre>");
                    open = text.Stream;
                }

                html.Append(Escape(text.Line)).Append('\n');
            }
            else if (item is LaneItem.Value value)
            {
                Close();
                RichHtml.Write(html, value.Bundle, live);
            }
        }

        Close();

        void Close()
        {
            if (open is not null) html.Append("</pre>");
            open = null;
        }
    }

    /// <summary>Remarks of the session.</summary>
    public static void Notes(StringBuilder html, IReadOnlyList<string> notes)
    {
        foreach (var note in notes) html.Append("<div class=\"dst-note\">").Append(Escape(note)).Append("</div>");
    }

    [GeneratedRegex(@"\e\[[0-?]*[ -/]*[@-~]|\e\][^\a\e]*(\a|\e\\)")]
    private static partial Regex TerminalCodes();
}
