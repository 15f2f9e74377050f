using System.Collections.Immutable;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// Puts what the person wrote in place of generated type names inside texts that others made: exception messages,
/// formatted values. Thread safe.
/// </summary>
internal sealed class RankNames
{
    private ImmutableDictionary<string, ImmutableArray<(string Generated, string Written)>> _byImage =
        ImmutableDictionary.Create<string, ImmutableArray<(string, string)>>(StringComparer.Ordinal);

    /// <summary>Learns an image's names.</summary>
    public void Add(string image, IReadOnlyDictionary<string, string> typeNames)
    {
        if (typeNames.Count == 0) return;
        var pairs = typeNames
            .Where(pair => pair.Key != pair.Value && pair.Value.Length > 0)
            .SelectMany(pair => Forms(pair.Key, pair.Value))
            .OrderByDescending(pair => pair.Generated.Length)
            .ToImmutableArray();
        if (pairs.Length > 0) ImmutableInterlocked.AddOrUpdate(ref _byImage, image, pairs, (_, _) => pairs);
    }

    /// <summary>Forgets an image's names.</summary>
    public void Remove(string image) => ImmutableInterlocked.TryRemove(ref _byImage, image, out _);

    /// <summary>The text with every known generated name replaced.</summary>
    public string Clean(string text)
    {
        foreach (var (_, pairs) in _byImage)
        {
            foreach (var (generated, written) in pairs)
            {
                if (text.Contains(generated, StringComparison.Ordinal)) text = text.Replace(generated, written, StringComparison.Ordinal);
            }
        }

        return text;
    }

    // Metadata writes Holder+Point`1, C# text Holder.Point<int>: the arity and the brackets stay as the text has them.
    private static IEnumerable<(string Generated, string Written)> Forms(string generated, string written)
    {
        var tick = generated.IndexOf('`', StringComparison.Ordinal);
        var bracket = written.IndexOf('<', StringComparison.Ordinal);
        if (tick > 0) generated = generated[..tick];
        if (bracket > 0) written = written[..bracket];
        if (generated == written) yield break;
        yield return (generated, written);
        if (generated.Contains('+', StringComparison.Ordinal)) yield return (generated.Replace('+', '.'), written);
    }
}
