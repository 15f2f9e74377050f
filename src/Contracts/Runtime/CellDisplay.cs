namespace Distribute.Contracts.Runtime;

/// <summary>
/// What every cell can call without a qualifier to show values: <c>display(x)</c>, <c>x.Display()</c>, <c>HTML("...")</c>.
/// Imported into each cell by <c>using static</c>.
/// </summary>
/// <remarks>Thread safe. Outside of any cell a value is written to the console as text.</remarks>
public static class CellDisplay
{
    // The lower-case and upper-case names are those that existing C# notebooks call.
#pragma warning disable IDE1006
    /// <summary>Shows a value now, while the cell runs.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeTypes">The wanted MIME types; none for the value's preferred ones.</param>
    /// <returns>The display, to be replaced later with <see cref="DisplayedValue.Update"/>.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        ArgumentNullException.ThrowIfNull(mimeTypes);
        var wanted = mimeTypes.Length == 0 ? null : string.Join(',', mimeTypes);
        var shown = new DisplayedValue(Guid.NewGuid().ToString("N"), wanted);
        shown.Show(value, update: false);
        return shown;
    }
#pragma warning restore IDE1006

    /// <summary>Text that is shown as HTML, as a result or by <see cref="display"/>.</summary>
    public static HtmlText HTML(string content) => new(content);

    /// <summary>Shows the value now, while the cell runs.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeTypes">The wanted MIME types; none for the value's preferred ones.</param>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => display(value, mimeTypes);

    /// <summary>Shows text as content of a MIME type, as it stands: <c>svg.DisplayAs("image/svg+xml")</c>.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => display(new MimeText(mimeType, value));
}

/// <summary>Text that is shown as HTML. Immutable.</summary>
/// <param name="Content">The HTML.</param>
public sealed record HtmlText(string Content)
{
    /// <summary>The HTML itself.</summary>
    public override string ToString() => Content;
}

/// <summary>Text that is shown as content of a MIME type, without any encoding. Immutable.</summary>
/// <param name="MimeType">The MIME type.</param>
/// <param name="Content">The content.</param>
public sealed record MimeText(string MimeType, string Content)
{
    /// <summary>The content itself.</summary>
    public override string ToString() => Content;
}

/// <summary>A value that a cell has displayed. Thread safe.</summary>
public sealed class DisplayedValue
{
    private readonly string? _mimeType;

    internal DisplayedValue(string id, string? mimeType)
    {
        Id = id;
        _mimeType = mimeType;
    }

    /// <summary>The display's id, unique in the session.</summary>
    public string Id { get; }

    /// <summary>Shows another value in the same place; also from later cells.</summary>
    public void Update(object? value) => Show(value, update: true);

    internal void Show(object? value, bool update)
    {
        if (RankExecution.Current is { } execution) execution.Display(value, _mimeType, Id, update);
        else Console.WriteLine(value);
    }
}
