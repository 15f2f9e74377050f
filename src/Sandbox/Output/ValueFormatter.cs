using Distribute.Contracts.Outcomes;
using Distribute.Contracts.Runtime;
using Microsoft.DotNet.Interactive.Formatting;

namespace Distribute.Sandbox.Output;

/// <summary>
/// Makes the representations of a value that a front end shows. Simple values are text; everything else is formatted by
/// the library that C# notebooks know, so that formatters which cells register count. Text/plain is always there.
/// </summary>
/// <remarks>Thread safe. Runs code of the value's type; what that throws becomes part of the text.</remarks>
internal static class ValueFormatter
{
    private const string Plain = "text/plain";

    /// <summary>True once a cell or a package uses the formatting library: simple values may then have formatters of their own.</summary>
    public static bool LibraryInUse { get; set; }

    /// <summary>Formats a value.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeTypes">The wanted MIME types, separated by commas; null for the preferred ones.</param>
    public static MimeBundle Format(object? value, string? mimeTypes)
    {
        switch (value)
        {
            case HtmlText html:
                return Both("text/html", html.Content);
            case MimeText mime:
                return Both(mime.MimeType, mime.Content);
            case byte[] bytes when mimeTypes is not null && mimeTypes.StartsWith("image/", StringComparison.Ordinal):
                return new(new Dictionary<string, string> { [mimeTypes] = Convert.ToBase64String(bytes), [Plain] = $"{mimeTypes}, {bytes.Length} bytes" });
        }

        if (mimeTypes is null or Plain && value is Array { Rank: > 1 } matrix) return MatrixText.Format(matrix, Element);
        // The library would show what reflection says of its method, hundreds of lines.
        if (mimeTypes is null or Plain && value is Delegate) return MimeBundle.FromText(Ranks.TypeText.Of(value.GetType()));
        // The library's table of an exception tells the machinery's names; its text, the frames, is what a person needs.
        if (mimeTypes is null && value is Exception) return MimeBundle.FromText(Text(value, Plain));
        value = WithoutTupleArray(value);
        var isSimple = PlainText.TryGet(value, out var text);
        if (isSimple && mimeTypes is null or Plain && !(LibraryInUse && value is not null)) return MimeBundle.FromText(text!);
        if (text is null && RecordText.Of(value) is { } looping) return MimeBundle.FromText(looping);
        return FormatByLibrary(value, mimeTypes, text);
    }

    private static string Element(object? value) => PlainText.TryGet(value, out var text) ? text.ReplaceLineEndings(" ") : Text(value, Plain).ReplaceLineEndings(" ");

    // The library takes an array of tuples for a tuple; a list of them it shows as it should.
    private static object? WithoutTupleArray(object? value) =>
        value is Array { Rank: 1 } array && value.GetType().GetElementType() is { IsValueType: true } element && typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(element)
            ? Activator.CreateInstance(typeof(List<>).MakeGenericType(element), array)
            : value;

    // A method of its own, so that the library is loaded when a value first needs it and not before.
    private static MimeBundle FormatByLibrary(object? value, string? mimeTypes, string? plain)
    {
        FormatterCaches.Used = true;
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var mimeType in mimeTypes?.Split(',') ?? Preferred(value)) data[mimeType.Trim()] = Text(value, mimeType.Trim());
        // A simple value whose only HTML is its text in a box says no more than the text.
        if (plain is not null && mimeTypes is null && data.TryGetValue("text/html", out var html)
            && html.Contains("dni-plaintext", StringComparison.Ordinal))
        {
            data.Remove("text/html");
        }

        if (!data.ContainsKey(Plain)) data[Plain] = Text(value, Plain);
        return new(data);
    }

    private static IEnumerable<string> Preferred(object? value) =>
        value is null ? [Plain] : Formatter.GetPreferredMimeTypesFor(value.GetType());

    private static string Text(object? value, string mimeType)
    {
        try
        {
            return value.ToDisplayString(mimeType);
        }
        catch (Exception failed) when (failed is not (CellStoppedException or ThreadInterruptedException))
        {
            var text = $"(the value of type {Ranks.TypeText.Of(value!.GetType())} could not be shown as {mimeType}: {failed.GetType().Name}: {failed.Message})";
            return mimeType == "text/html" ? System.Net.WebUtility.HtmlEncode(text) : text;
        }
    }

    private static MimeBundle Both(string mimeType, string content) =>
        new(new Dictionary<string, string> { [mimeType] = content, [Plain] = mimeType.StartsWith("image/", StringComparison.Ordinal) ? $"{mimeType}, {content.Length} characters" : content });
}
