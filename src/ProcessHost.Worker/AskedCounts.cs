using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Distribute.ProcessHost.Worker;

/// <summary>
/// The execution counts of images, asked for when an error names a cell. A session of a thousand cells would else send a
/// thousand counts with every run.
/// </summary>
internal sealed class AskedCounts(Questions questions) : IReadOnlyDictionary<string, int>
{
    public int Count => 0;

    public IEnumerable<string> Keys => [];

    public IEnumerable<int> Values => [];

    public int this[string key] => TryGetValue(key, out var count) ? count : throw new KeyNotFoundException($"No cell of image '{key}' has run.");

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out int value)
    {
        var count = questions.AskCount(key);
        value = count ?? 0;
        return count is not null;
    }

    public IEnumerator<KeyValuePair<string, int>> GetEnumerator() => Enumerable.Empty<KeyValuePair<string, int>>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
