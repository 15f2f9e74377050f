namespace Distribute.Sandbox.Ranks;

/// <summary>
/// Puts what the person wrote in place of generated type names inside texts that others made: exception messages,
/// formatted values. Thread safe.
/// </summary>
/// <remarks>
/// Plain collections of references: code for others is not precompiled with the framework, and each process of a rank would make
/// it anew when it starts.
/// </remarks>
internal sealed class RankNames
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Spelling[]> _byImage = new(StringComparer.Ordinal);

    /// <summary>Learns an image's names.</summary>
    public void Add(string image, IReadOnlyDictionary<string, string> typeNames)
    {
        // Most cells have no types. What comes then stands by itself, or a rank's process would load LINQ with its first cell.
        if (typeNames.Count > 0) Learn(image, typeNames);
    }

    /// <summary>Forgets an image's names.</summary>
    public void Remove(string image)
    {
        lock (_gate) _byImage.Remove(image);
    }

    /// <summary>The text with every known generated name replaced.</summary>
    public string Clean(string text)
    {
        Spelling[][] known;
        lock (_gate) known = [.. _byImage.Values];
        foreach (var spellings in known)
        {
            foreach (var (generated, written) in spellings)
            {
                if (text.Contains(generated, StringComparison.Ordinal)) text = text.Replace(generated, written, StringComparison.Ordinal);
            }
        }

        return text;
    }

    private void Learn(string image, IReadOnlyDictionary<string, string> typeNames)
    {
        var spellings = typeNames
            .Where(pair => pair.Key != pair.Value && pair.Value.Length > 0)
            .SelectMany(pair => Forms(pair.Key, pair.Value))
            .OrderByDescending(spelling => spelling.Generated.Length)
            .ToArray();
        if (spellings.Length == 0) return;
        lock (_gate) _byImage[image] = spellings;
    }

    // Metadata writes Holder+Point`1, C# text Holder.Point<int>: the arity and the brackets stay as the text has them.
    private static IEnumerable<Spelling> Forms(string generated, string written)
    {
        var tick = generated.IndexOf('`', StringComparison.Ordinal);
        var bracket = written.IndexOf('<', StringComparison.Ordinal);
        if (tick > 0) generated = generated[..tick];
        if (bracket > 0) written = written[..bracket];
        if (generated == written) yield break;
        yield return new Spelling(generated, written);
        if (generated.Contains('+', StringComparison.Ordinal)) yield return new Spelling(generated.Replace('+', '.'), written);
    }

    private sealed record Spelling(string Generated, string Written);
}
