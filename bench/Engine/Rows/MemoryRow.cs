using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Distribute.Bench.Measuring;

namespace Distribute.Bench.Rows;

/// <summary>A thousand different cells on eight ranks: what they leave behind.</summary>
internal sealed class MemoryRow : IRow
{
    private const int Ranks = 8;
    private const int Early = 20;
    private const double Bar = 50;

    // What is alive after the last cell belongs to what still counts: this many contexts a rank at most.
    private const int KeptPerRank = 10;

    /// <inheritdoc/>
    public string Name => "memory";

    private static IReadOnlyList<(string Kind, Func<int, string> Text)> Kinds =>
    [
        ("trivial", i => $"var value = {i};\nConsole.WriteLine(value + {i});"),
        ("loop and lambda", i => $$"""
            var numbers = new List<int>();
            for (var i = 0; i < {{i + 10}}; i++) numbers.Add(i);
            var large = numbers.Where(number => number > {{i}}).Select(number => number * 2).ToList();
            """),
    ];

    /// <inheritdoc/>
    public async IAsyncEnumerable<Figure> MeasureAsync(BenchOptions options)
    {
        var cells = options.Iterations(1000, 100);
        foreach (var (kind, text) in Kinds.Where(kind => options.Wants(kind.Kind)))
        {
            await using var engine = new Engine();
            var seen = new SeenContexts();
            await RunAsync(engine, seen, text, 1, Early).ConfigureAwait(false);
            var early = Memory.AfterCollection();
            // Half-way, too: what is still being warmed up grows less and less, what leaks grows on.
            await RunAsync(engine, seen, text, Early + 1, cells / 2).ConfigureAwait(false);
            var middle = Memory.AfterCollection();
            await RunAsync(engine, seen, text, (cells / 2) + 1, cells).ConfigureAwait(false);
            var late = Memory.AfterCollection();
            yield return Grown(kind, cells, "private bytes", early.Private, middle.Private, late.Private);
            yield return Grown(kind, cells, "working set", early.WorkingSet, middle.WorkingSet, late.WorkingSet);
            yield return Grown(kind, cells, "managed heap", early.Heap, middle.Heap, late.Heap);
            var (made, alive) = seen.Count();
            yield return new Figure(
                $"{cells} cells ({kind}), {Ranks} ranks: load contexts alive after a full collection, by weak references",
                $"{alive} of {made} seen",
                $"after cell {Early}: {early.Contexts} ({early.Collectible} collectible), at the end: {late.Contexts} ({late.Collectible} collectible)",
                $"at most {KeptPerRank} a rank",
                Figure.Judge(alive <= KeptPerRank * Ranks));
        }
    }

    private static Figure Grown(string kind, int cells, string what, double early, double middle, double late) => new(
        $"{cells} cells ({kind}), {Ranks} ranks: growth of {what} after cell {Early}",
        $"{late - early:F1} MiB",
        $"{early:F1} after cell {Early}, {middle:F1} after {cells / 2}, {late:F1} at the end",
        $"{Bar} MiB",
        Figure.Judge(late - early <= Bar));

    private static async Task RunAsync(Engine engine, SeenContexts seen, Func<int, string> text, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            await engine.RunAsync(text(i), Ranks).ConfigureAwait(false);
            seen.Look();
        }
    }

    /// <summary>Weak references to every load context that was ever there after a cell.</summary>
    private sealed class SeenContexts
    {
        private readonly ConditionalWeakTable<AssemblyLoadContext, object> _known = [];
        private readonly List<WeakReference> _all = [];

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Look()
        {
            foreach (var context in AssemblyLoadContext.All)
                if (_known.TryAdd(context, _all)) _all.Add(new WeakReference(context, trackResurrection: true));
        }

        public (int Made, int Alive) Count() => (_all.Count, _all.Count(reference => reference.IsAlive));
    }
}
