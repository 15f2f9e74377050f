using System.Collections.Concurrent;
using System.Collections.Immutable;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.References;

namespace Distribute.Compiler.Caching;

/// <summary>
/// Results by text. A hit needs the same text and, for every name that the text mentions and does not declare itself, the
/// same meaning; so a repeated cell costs a few look-ups however long the session is.
/// </summary>
internal sealed class ImageCache(int capacity)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _clock;

    /// <summary>What a result depended on.</summary>
    internal sealed record Entry(
        CompileResult Result,
        IReadOnlyList<(string Name, ImmutableArray<CellSymbol> Symbols)> Names,
        IReadOnlyList<(string Name, IReadOnlyList<CellSymbol> Symbols)> Extensions,
        IReadOnlyList<string> Usings,
        IReadOnlyList<AssemblyFile> References,
        IReadOnlyList<int> Assigned)
    {
        public long LastUse { get; set; }
    }

    public CompileResult? Find(CompileRequest request)
    {
        if (!_entries.TryGetValue(request.Text, out var entry) || !Holds(entry, request.Scope) || !entry.Assigned.All(request.Assigned.Contains)) return null;
        entry.LastUse = Interlocked.Increment(ref _clock);
        return entry.Result with { FromCache = true };
    }

    public void Add(string text, Entry entry)
    {
        entry.LastUse = Interlocked.Increment(ref _clock);
        _entries[text] = entry;
        if (_entries.Count <= capacity) return;
        foreach (var old in _entries.OrderBy(e => e.Value.LastUse).Take(capacity / 4)) _entries.TryRemove(old.Key, out _);
    }

    private static bool Holds(Entry entry, Scope scope)
    {
        var image = entry.Result.Image!;
        foreach (var (name, symbols) in entry.Names)
            if (!Same(scope.Lookup(name), symbols)) return false;
        foreach (var (name, symbols) in entry.Extensions)
            if (!scope.LookupExtensions(name).Where(s => s.Image != image.Name).SequenceEqual(symbols)) return false;
        // What the cell declares itself must still be the same variable: the same slot, or new to this scope only if it was new then.
        foreach (var symbol in image.Declares)
            if (symbol.Kind == CellSymbolKind.Variable && scope.OwnVariable(symbol.Name) is var own && own?.SlotId != symbol.SlotId) return false;
        return SameUsings(entry, scope) && scope.References.SequenceEqual(entry.References);
    }

    private static bool Same(ImmutableArray<CellSymbol> now, ImmutableArray<CellSymbol> then) =>
        now == then || now.AsSpan().SequenceEqual(then.AsSpan());

    private static bool SameUsings(Entry entry, Scope scope)
    {
        var own = entry.Result.Image!.Usings;
        var at = 0;
        foreach (var directive in scope.Usings)
        {
            if (own.Contains(directive)) continue;
            if (at >= entry.Usings.Count || entry.Usings[at++] != directive) return false;
        }

        return at == entry.Usings.Count;
    }
}
