using System.Globalization;
using System.Text;
using System.Xml;

namespace Distribute.Notebooks.Reports;

/// <summary>Makes any text legal in XML 1.0.</summary>
internal static class XmlText
{
    /// <summary>The text with characters that XML cannot hold spelled out: escape becomes <c>\u001B</c>.</summary>
    public static string Of(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (XmlConvert.IsXmlChar(c)) result.Append(c);
            else if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1])) result.Append(c).Append(text[++i]);
            else result.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
        }

        return result.ToString();
    }
}
