using System.Text;
using Distribute.Contracts.Outcomes;

namespace Distribute.Magic.Rendering.Lanes;

/// <summary>Puts a value into HTML in the richest form that needs no code of a front end's own.</summary>
internal static class RichHtml
{
    private static readonly string[] _images = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    // A front end draws these with code of its own, and HTML cannot hold them.
    private static bool IsForeign(string type) => type is "application/javascript" or "text/latex"
        || (type.StartsWith("application/vnd.", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal));

    public static bool CanShow(MimeBundle value) => value.Data.ContainsKey("text/html") || !value.Data.Keys.Any(IsForeign);

    public static void Write(StringBuilder html, MimeBundle value, bool live)
    {
        if (value.Data.TryGetValue("text/html", out var own))
        {
            // Each update of the lanes would run it again.
            var waits = live && own.Contains("<script", StringComparison.OrdinalIgnoreCase);
            html.Append("<div class=\"dst-rich\">").Append(waits ? "<i>drawn when the cell ends</i>" : own).Append("</div>");
        }
        else if (value.Data.TryGetValue("image/svg+xml", out var svg))
        {
            Image(html, "image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)), value.PlainText);
        }
        else if (_images.FirstOrDefault(value.Data.ContainsKey) is { } type)
        {
            Image(html, type, value.Data[type].ReplaceLineEndings(""), value.PlainText);
        }
        else
        {
            var text = value.Data.TryGetValue("text/markdown", out var markdown) ? markdown : value.PlainText;
            html.Append("<pre class=\"dst-value\">").Append(HtmlText.Escape(text)).Append("</pre>");
        }
    }

    private static void Image(StringBuilder html, string type, string base64, string text) =>
        html.Append("<div class=\"dst-rich\"><img alt=\"").Append(HtmlText.Escape(text.Length > 200 ? text[..200] : text)).Append("\" src=\"data:").Append(type).Append(";base64,").Append(base64).Append("\"></div>");
}
