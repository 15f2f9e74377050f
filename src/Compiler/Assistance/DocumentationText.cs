using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Distribute.Compiler.Assistance;

/// <summary>What an author says of a member, as plain text.</summary>
/// <param name="Summary">Of the whole; "" for nothing.</param>
/// <param name="Parameters">Of each parameter that something is said of.</param>
internal sealed record DocumentationText(string Summary, IReadOnlyDictionary<string, string> Parameters)
{
    private static readonly DocumentationText Nothing = new("", new Dictionary<string, string>());

    /// <summary>Reads the comment of a member; one that is no XML says nothing.</summary>
    public static DocumentationText Read(string? xml)
    {
        if (string.IsNullOrWhiteSpace(xml)) return Nothing;
        try
        {
            var root = XElement.Parse(xml);
            var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var element in root.Descendants("param"))
                if (element.Attribute("name")?.Value is { } name) parameters[name] = TextOf(element);
            return new DocumentationText(root.Descendants("summary").FirstOrDefault() is { } summary ? TextOf(summary) : "", parameters);
        }
        catch (XmlException)
        {
            return Nothing; // people write what they like behind three slashes
        }
    }

    private static string TextOf(XElement element)
    {
        var text = new StringBuilder();
        Add(text, element);
        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Add(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText words) text.Append(words.Value);
            if (node is not XElement inner) continue;
            if (inner.IsEmpty) text.Append(Named(inner));
            else Add(text, inner);
            if (inner.Name.LocalName is "para" or "item") text.Append(' ');
        }
    }

    // <see cref="T:System.String"/>, <see langword="null"/>, <paramref name="x"/>
    private static string Named(XElement element)
    {
        if (element.Attribute("cref")?.Value is not { } id) return (element.Attribute("langword") ?? element.Attribute("name"))?.Value ?? "";
        var name = id.Length > 1 && id[1] == ':' ? id[2..] : id;
        var list = name.IndexOf('(', StringComparison.Ordinal);
        if (list >= 0) name = name[..list];
        name = name[(name.LastIndexOf('.') + 1)..];
        var arity = name.IndexOf('`', StringComparison.Ordinal);
        return arity >= 0 ? name[..arity] : name;
    }
}
