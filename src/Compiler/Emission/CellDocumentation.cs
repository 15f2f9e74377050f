using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Distribute.Compiler.Emission;

/// <summary>What the comments of a cell say of what it declares, for the cells after it. Read when first asked for. Thread safe.</summary>
/// <param name="xml">The documentation file that the compiler wrote.</param>
internal sealed class CellDocumentation(string xml) : DocumentationProvider
{
    private readonly Lazy<Dictionary<string, string>> _members = new(() => Read(xml));

    /// <inheritdoc/>
    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        _members.Value.GetValueOrDefault(documentationMemberID);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    // A comment that is no XML stands in the file as an XML comment, so the file can always be read.
    private static Dictionary<string, string> Read(string xml) =>
        XDocument.Parse(xml, LoadOptions.PreserveWhitespace).Descendants("member").Where(member => member.Attribute("name") is not null)
            .GroupBy(member => member.Attribute("name")!.Value, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().ToString(SaveOptions.DisableFormatting), StringComparer.Ordinal);
}
