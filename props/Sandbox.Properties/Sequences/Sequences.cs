using FsCheck;
using FsCheck.Fluent;

namespace Distribute.Sandbox.Properties.Sequences;

/// <summary>Makes sequences. A request is made knowing which variables there are, and of which kind, so that it compiles.</summary>
public static class Sequences
{
    /// <summary>The sequences.</summary>
    public static Arbitrary<Sequence> All() => Arb.From(
        from count in Gen.Choose(2, SequenceMaker.MostRequests)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new SequenceMaker(new Random(seed)).Make(count),
        Shrink);

    // Leaving out the end keeps what is left well formed; a step less could make later names mean something else.
    private static IEnumerable<Sequence> Shrink(Sequence sequence)
    {
        if (sequence.Requests.Count > 1) yield return new Sequence([.. sequence.Requests.SkipLast(1)]);
    }
}

/// <summary>Makes one sequence. The model runs along, so that it is known what every name means by then.</summary>
internal sealed class SequenceMaker(Random random)
{
    /// <summary>The most requests of one sequence.</summary>
    public const int MostRequests = 6;

    private const int MostRanks = 3;
    private const int MostSteps = 5;
    private static readonly string[] Names = ["a", "b", "c", "d"];

    private readonly ModelSession _model = new();

    /// <summary>Makes it.</summary>
    public Sequence Make(int count) => new([.. Enumerable.Range(0, count).Select(_ => Next())]);

    private Request Next()
    {
        var pool = random.Next(4) == 0 ? "q" : "p";
        var known = _model.Pools.TryGetValue(pool, out var found) ? Kinds(found) : null;
        Request request = random.Next(10) switch
        {
            0 or 1 => new Request.Cell(null, 1, Steps(Kinds(_model.Notebook))),
            2 when known is not null => new Request.Sync(pool, Some(known) is { Count: > 0 } names && random.Next(2) == 0 ? names : null, random.Next(found!.Ranks.Count)),
            3 when known is not null && Some(Plain(known)) is { Count: > 0 } names => new Request.Load(pool, names, random.Next(2) == 0 ? random.Next(found!.Ranks.Count) : null),
            4 when known is not null && random.Next(3) == 0 => new Request.Reset(pool),
            _ => Cell(pool, known ?? []),
        };
        _model.Run(request);
        return request;
    }

    private Request.Cell Cell(string pool, Dictionary<string, Kind> known)
    {
        var notebook = Kinds(_model.Notebook);
        var count = random.Next(1, MostRanks + 1);
        var cell = new Request.Cell(pool, count, [])
        {
            Ranks = random.Next(3) > 0 ? null : [.. Enumerable.Range(0, count).Where(_ => random.Next(2) == 0).DefaultIfEmpty(count - 1)],
            Synced = (SyncKind)random.Next(3),
            Share = random.Next(3) == 0 ? Some(notebook) : [],
            Scatter = random.Next(4) == 0 ? notebook.Where(pair => pair.Value is Kind.List or >= Kind.Array).Select(pair => pair.Key).FirstOrDefault() : null,
        };
        var brought = cell.Share.Append(cell.Scatter).OfType<string>().ToList();
        // A variable that the pool had replaced may come back with an old value or with none where nothing is brought now.
        if (_model.Pools.TryGetValue(pool, out var had) && brought.Any(name => had.Schema.TryGetValue(name, out var own) && own != _model.Notebook.Schema[name]))
            cell = cell with { Count = Math.Max(count, had.Ranks.Count), Ranks = null };
        foreach (var name in brought) known[name] = notebook[name];
        return cell with { Steps = Steps(known), Gather = random.Next(3) == 0 ? Some(Plain(known)) : [] };
    }

    private static Dictionary<string, Kind> Kinds(ModelPool pool) => pool.Schema.ToDictionary(pair => pair.Key, pair => pair.Value.Kind);

    private List<string> Some(Dictionary<string, Kind> known) => [.. known.Keys.Where(_ => random.Next(2) == 0)];

    private static Dictionary<string, Kind> Plain(Dictionary<string, Kind> known) => known.Where(pair => pair.Value < Kind.Array).ToDictionary();

    private List<Step> Steps(Dictionary<string, Kind> schema)
    {
        var steps = new List<Step>();
        // A name is declared once in a cell, and not after the cell has used it.
        var used = new HashSet<string>();
        for (var left = random.Next(1, MostSteps + 1); left > 0; left--)
            if (Step(schema, used) is { } step) steps.Add(step);
        if (steps.Count == 0) steps.Add(new Step.Throw(0));
        return steps;
    }

    private Step? Step(Dictionary<string, Kind> schema, HashSet<string> used)
    {
        var name = Names[random.Next(Names.Length)];
        switch (random.Next(9))
        {
            case 0 or 1 or 2 when used.Add(name):
                var kind = schema[name] = (Kind)random.Next(4);
                return new Step.Declare(name, kind, random.Next(10));
            case 3 when schema.Keys.Where(other => other != name).ToArray() is { Length: > 0 } others && used.Add(name):
                var other = others[random.Next(others.Length)];
                used.Add(other);
                schema[name] = schema[other];
                return new Step.Alias(name, other);
            case 4 or 5 when schema.TryGetValue(name, out var of) && of < Kind.Array:
                used.Add(name);
                return new Step.Change(name, of, random.Next(1, 5));
            case 6 when schema.TryGetValue(name, out var of) && of < Kind.Array:
                used.Add(name);
                return new Step.Assign(name, of, random.Next(10));
            case 7 when schema.TryGetValue(name, out var of) && of < Kind.Array:
                used.Add(name);
                return new Step.OnlyFrom(random.Next(MostRanks), new Step.Assign(name, of, random.Next(10)));
            case 8 when random.Next(3) == 0:
                return new Step.Throw(random.Next(MostRanks));
            default:
                return null;
        }
    }
}
