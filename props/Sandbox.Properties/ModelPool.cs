namespace Distribute.Sandbox.Properties;

/// <summary>A rank as plain data: a name has a type for all ranks of a pool, and here perhaps a value.</summary>
public sealed class ModelRank(int number)
{
    /// <summary>Name to value: an int, a string or a list.</summary>
    public Dictionary<string, object> Values { get; } = [];

    /// <summary>Runs a cell's steps until one fails.</summary>
    /// <returns>Whether all ran.</returns>
    public bool Run(IEnumerable<Step> steps) => steps.All(Run);

    private bool Run(Step step)
    {
        switch (step)
        {
            case Step.DeclareNumber(var name, var from, var perRank):
                Values[name] = from + perRank * number;
                return true;
            case Step.DeclareText(var name, var value):
                Values[name] = value + number;
                return true;
            case Step.DeclareList(var name):
                Values[name] = new List<int> { number };
                return true;
            case Step.Alias(var name, var other):
                if (Values.TryGetValue(other, out var shared)) Values[name] = shared;
                return shared is not null;
            case Step.Change(var name, var kind, var by):
                return Change(name, kind, by);
            case Step.Assign(var name, var kind, var value):
                Values[name] = kind switch { Kind.Number => value - number, Kind.Text => $"{value}", _ => new List<int> { value } };
                return true;
            case Step.OnlyFrom(var rank, var inner):
                return number < rank || Run(inner);
            case Step.Throw(var rank):
                return number != rank;
            default:
                throw new ArgumentOutOfRangeException(nameof(step));
        }
    }

    private bool Change(string name, Kind kind, int by)
    {
        if (!Values.TryGetValue(name, out var before)) return false;
        if (kind == Kind.List) ((List<int>)before).Add(by + number);
        else Values[name] = kind == Kind.Number ? (int)before + by : $"{before}{by}";
        return true;
    }
}

/// <summary>A pool as plain data.</summary>
public sealed class ModelPool
{
    /// <summary>The ranks.</summary>
    public List<ModelRank> Ranks { get; } = [];

    /// <summary>Name to type.</summary>
    public Dictionary<string, Kind> Schema { get; } = [];

    /// <summary>Runs a cell, one rank at a time.</summary>
    /// <returns>The name of each rank's outcome.</returns>
    public IReadOnlyList<string> Run(ModelCell cell)
    {
        while (Ranks.Count < cell.Count) Ranks.Add(new ModelRank(Ranks.Count));
        foreach (var step in cell.Steps) Declare(step);
        var outcomes = Ranks.Select((rank, i) =>
            i >= cell.Count || cell.Ranks?.Contains(i) == false ? "notRun" : rank.Run(cell.Steps) ? "completed" : "failed").ToArray();
        if (outcomes[0] == "completed" && cell.Sync != SyncKind.None)
            Sync(cell.Sync == SyncKind.All ? Schema.Keys : cell.Steps.Select(NameOf).OfType<string>());
        return outcomes;
    }

    // Another type is another variable: nobody has a value for it yet.
    private void Declare(Step step)
    {
        var (name, kind) = step switch
        {
            Step.DeclareNumber d => (d.Name, Kind.Number),
            Step.DeclareText d => (d.Name, Kind.Text),
            Step.DeclareList d => (d.Name, Kind.List),
            Step.Alias d => (d.Name, Schema[d.Other]),
            _ => ("", default),
        };
        if (name.Length == 0) return;
        if (Schema.TryGetValue(name, out var before) && before != kind)
            foreach (var rank in Ranks) rank.Values.Remove(name);
        Schema[name] = kind;
    }

    // One graph: lists that rank 0's names share are shared on each target too.
    private void Sync(IEnumerable<string> names)
    {
        var copied = names.Distinct().Where(Ranks[0].Values.ContainsKey).ToArray();
        foreach (var target in Ranks.Skip(1))
        {
            var copies = new Dictionary<object, object>(ReferenceEqualityComparer.Instance);
            foreach (var name in copied)
            {
                var value = Ranks[0].Values[name];
                if (value is not List<int> list) target.Values[name] = value;
                else if (copies.TryGetValue(list, out var copy)) target.Values[name] = copy;
                else target.Values[name] = copies[list] = new List<int>(list);
            }
        }
    }

    // A list that a cell adds to is not assigned.
    private static string? NameOf(Step step) => step switch
    {
        Step.DeclareNumber d => d.Name,
        Step.DeclareText d => d.Name,
        Step.DeclareList d => d.Name,
        Step.Alias d => d.Name,
        Step.Change { Of: not Kind.List } c => c.Name,
        Step.Assign a => a.Name,
        Step.OnlyFrom only => NameOf(only.Inner),
        _ => null,
    };
}
