namespace Distribute.Cli.Tests.Documents;

/// <summary>Finds the code blocks of a page that are marked as cells (<c>```csharp cell</c>, or <c>```csharp cell fails</c>) or as programs.</summary>
internal static class MarkdownCells
{
    public static IReadOnlyList<MarkdownBlock> Of(string page)
    {
        var found = new List<MarkdownBlock>();
        string? info = null;
        var code = new List<string>();
        foreach (var line in page.Split('\n'))
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                if (info is not null) code.Add(line);
            }
            else if (info is null)
            {
                (info, code) = (line[3..].Trim(), []);
            }
            else
            {
                found.Add(new MarkdownBlock(info, string.Join('\n', code)));
                info = null;
            }
        }

        Assert.True(info is null, "a code block is not closed");
        return found;
    }
}

/// <summary>A code block.</summary>
/// <param name="Info">What stands behind its first fence.</param>
/// <param name="Code">Its lines.</param>
internal sealed record MarkdownBlock(string Info, string Code)
{
    public bool IsCell => Info is "csharp cell" or "csharp cell fails";

    public bool Fails => Info.EndsWith(" fails", StringComparison.Ordinal);
}
