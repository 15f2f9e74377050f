using System.Collections;

namespace Distribute.Sandbox.Properties.Sequences;

/// <summary>A variable of the model: declared again with its type it is the same one.</summary>
public sealed record Variable(string Name, Kind Kind)
{
    /// <summary>Two variables of one name and kind may be two variables.</summary>
    public bool Equals(Variable? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>A rank as plain data.</summary>
public sealed class ModelRank(int number)
{
    /// <summary>The values of those variables that have one.</summary>
    public Dictionary<Variable, object> Values { get; } = [];

    /// <summary>Runs a cell's steps until one fails.</summary>
    /// <returns>Whether all ran.</returns>
    public bool Run(IEnumerable<Step> steps, IReadOnlyDictionary<string, Variable> schema) => steps.All(step => Run(step, schema));

    private bool Run(Step step, IReadOnlyDictionary<string, Variable> schema)
    {
        switch (step)
        {
            case Step.Declare(var name, var kind, var value):
                Values[schema[name]] = Step.Evaluate(kind, value + number);
                return true;
            case Step.Alias(var name, var other):
                if (!Values.TryGetValue(schema[other], out var shared)) return false;
                Values[schema[name]] = shared;
                return true;
            case Step.Change(var name, var kind, var by):
                return Change(schema[name], kind, by);
            case Step.Assign(var name, var kind, var value):
                Values[schema[name]] = Step.Evaluate(kind, value - number);
                return true;
            case Step.OnlyFrom(var rank, var inner):
                return number < rank || Run(inner, schema);
            case Step.Throw(var rank):
                return number != rank;
            default:
                throw new ArgumentOutOfRangeException(nameof(step));
        }
    }

    private bool Change(Variable variable, Kind kind, int by)
    {
        if (!Values.TryGetValue(variable, out var before)) return false;
        switch (kind)
        {
            case Kind.Number: Values[variable] = (int)before + by; break;
            case Kind.Text: Values[variable] = $"{before}{by}"; break;
            case Kind.List: ((List<int>)before).Add(by + number); break;
            default: Picture.Change((Node)before, by + number); break;
        }

        return true;
    }
}

/// <summary>The notebook or a pool as plain data.</summary>
public sealed class ModelPool
{
    /// <summary>The ranks.</summary>
    public List<ModelRank> Ranks { get; } = [];

    /// <summary>What each name means.</summary>
    public Dictionary<string, Variable> Schema { get; } = [];

    /// <summary>Names of notebook variables that no cell of the pool has assigned: they go when the notebook means something else by them.</summary>
    public HashSet<string> Followed { get; } = [];

    /// <summary>Has at least that many ranks.</summary>
    public void Grow(int count)
    {
        while (Ranks.Count < count) Ranks.Add(new ModelRank(Ranks.Count));
    }

    /// <summary>Declares a name: the same variable when it has its kind.</summary>
    public Variable Declare(string name, Kind kind) =>
        Schema.TryGetValue(name, out var known) && known.Kind == kind ? known : Schema[name] = new Variable(name, kind);

    /// <summary>Copies variables of one rank to others, as one graph for each.</summary>
    public static void Copy(ModelRank source, IEnumerable<Variable> variables, IEnumerable<ModelRank> targets, Func<Variable, Variable>? into = null)
    {
        var copied = variables.Where(source.Values.ContainsKey).ToList();
        foreach (var target in targets)
        {
            var copies = new Dictionary<object, object>(ReferenceEqualityComparer.Instance);
            foreach (var variable in copied) target.Values[into?.Invoke(variable) ?? variable] = Clone(source.Values[variable], copies)!;
        }
    }

    /// <summary>A deep copy that keeps what is shared.</summary>
    public static object? Clone(object? value, Dictionary<object, object> copies)
    {
        if (value is null or int or string) return value;
        if (copies.TryGetValue(value, out var known)) return known;
        switch (value)
        {
            case List<int> list:
                return copies[value] = new List<int>(list);
            case Array array:
                var items = Array.CreateInstance(array.GetType().GetElementType()!, array.Length);
                copies[value] = items;
                for (var i = 0; i < items.Length; i++) items.SetValue(Clone(array.GetValue(i), copies), i);
                return items;
            default:
                var (node, copy) = ((Node)value, new Node());
                copies[value] = copy;
                copy.Value = node.Value;
                copy.Next = (Node?)Clone(node.Next, copies);
                copy.Others.AddRange(node.Others.Select(other => (Node)Clone(other, copies)!));
                return copy;
        }
    }

    /// <summary>A part of a list or an array, as a value of its kind.</summary>
    public static object Part(object whole, int parts, int part)
    {
        var items = (IList)whole;
        var start = 0;
        for (var before = 0; before < part; before++) start += Length(before);
        var taken = whole is Array array ? (IList)Array.CreateInstance(array.GetType().GetElementType()!, Length(part)) : new List<int>();
        for (var i = 0; i < Length(part); i++)
        {
            if (taken is Array made) made.SetValue(items[start + i], i);
            else taken.Add(items[start + i]);
        }

        return Clone(taken, new(ReferenceEqualityComparer.Instance))!;

        int Length(int at) => (items.Count / parts) + (at < items.Count % parts ? 1 : 0);
    }
}

/// <summary>What one request should come to.</summary>
/// <param name="HasErrors">Whether there is an error about the options.</param>
/// <param name="Outcomes">The outcomes of all ranks; null when no code was to run.</param>
public sealed record Expected(bool HasErrors, IReadOnlyList<string>? Outcomes = null);

/// <summary>A session as plain data, one rank after another.</summary>
public sealed class ModelSession
{
    /// <summary>The notebook.</summary>
    public ModelPool Notebook { get; } = new();

    /// <summary>The pools by name.</summary>
    public Dictionary<string, ModelPool> Pools { get; } = [];

    /// <summary>Does what a request says.</summary>
    public Expected Run(Request request) => request switch
    {
        Request.Cell { Pool: null } cell => RunNotebook(cell),
        Request.Cell cell => RunCell(cell),
        Request.Sync sync => Sync(Pools[sync.Pool], sync.Names, sync.From),
        Request.Load load => load.From is { } rank ? Load(Pools[load.Pool], load.Names, rank) : Gather(Pools[load.Pool], load.Names, Pools[load.Pool].Ranks),
        Request.Reset reset => Reset(reset.Pool),
        _ => throw new ArgumentOutOfRangeException(nameof(request)),
    };

    private Expected RunNotebook(Request.Cell cell)
    {
        Notebook.Grow(1);
        Declare(Notebook, cell.Steps, []);
        Forget();
        return new Expected(false, [Notebook.Ranks[0].Run(cell.Steps, Notebook.Schema) ? "completed" : "failed"]);
    }

    private Expected RunCell(Request.Cell cell)
    {
        if (!Pools.TryGetValue(cell.Pool!, out var pool)) pool = Pools[cell.Pool!] = new ModelPool();
        pool.Grow(cell.Count);
        var ranks = cell.Ranks ?? [.. Enumerable.Range(0, cell.Count)];
        var targets = ranks.Select(rank => pool.Ranks[rank]).ToList();
        if (!BringIn(cell, pool, targets)) return new Expected(true);
        Declare(pool, cell.Steps, cell.Share);
        pool.Followed.ExceptWith(cell.Steps.Select(step => step.Assigned).OfType<string>());
        var outcomes = pool.Ranks.Select((rank, i) => !ranks.Contains(i) ? "notRun" : rank.Run(cell.Steps, pool.Schema) ? "completed" : "failed").ToList();
        if (outcomes[0] == "completed" && cell.Synced != SyncKind.None)
        {
            var names = cell.Synced == SyncKind.All ? pool.Schema.Keys : cell.Steps.Select(step => step.Assigned).OfType<string>().Distinct();
            ModelPool.Copy(pool.Ranks[0], names.Select(name => pool.Schema[name]), pool.Ranks.Skip(1));
        }

        return new Expected(Gather(pool, cell.Gather, targets).HasErrors, outcomes);
    }

    // All that is refused is refused before the first value moves.
    private bool BringIn(Request.Cell cell, ModelPool pool, List<ModelRank> targets)
    {
        var source = Notebook.Ranks.FirstOrDefault();
        var scattered = cell.Scatter is { } name ? Notebook.Schema[name] : null;
        var shared = cell.Share.Select(name => Notebook.Schema[name]).Where(variable => variable != scattered).ToList();
        if (shared.Append(scattered).OfType<Variable>().Any(variable => source?.Values.ContainsKey(variable) != true)) return false;
        foreach (var variable in shared)
        {
            pool.Schema[variable.Name] = variable;
            pool.Followed.Add(variable.Name);
        }

        if (shared.Count > 0) ModelPool.Copy(source!, shared, targets);
        if (scattered is null) return true;
        pool.Schema[scattered.Name] = scattered;
        pool.Followed.Remove(scattered.Name);
        for (var part = 0; part < targets.Count; part++) targets[part].Values[scattered] = ModelPool.Part(source!.Values[scattered], targets.Count, part);
        return true;
    }

    private Expected Gather(ModelPool pool, IReadOnlyList<string> names, List<ModelRank> ranks)
    {
        var variables = names.Select(name => pool.Schema[name]).ToList();
        if (variables.Any(variable => ranks.Any(rank => !rank.Values.ContainsKey(variable)))) return new Expected(true);
        foreach (var variable in variables)
        {
            var element = ModelKinds.TypeOf(variable.Kind);
            var values = Array.CreateInstance(element, ranks.Count);
            for (var i = 0; i < ranks.Count; i++) values.SetValue(ModelPool.Clone(ranks[i].Values[variable], new(ReferenceEqualityComparer.Instance)), i);
            Notebook.Grow(1);
            Notebook.Ranks[0].Values[Notebook.Declare(variable.Name, variable.Kind | Kind.Array)] = values;
        }

        Forget();

        return new Expected(false);
    }

    private Expected Load(ModelPool pool, IReadOnlyList<string> names, int from)
    {
        var variables = names.Select(name => pool.Schema[name]).ToList();
        if (!variables.All(pool.Ranks[from].Values.ContainsKey)) return new Expected(true);
        Notebook.Grow(1);
        var into = variables.ToDictionary(variable => variable, variable => Notebook.Declare(variable.Name, variable.Kind));
        ModelPool.Copy(pool.Ranks[from], variables, [Notebook.Ranks[0]], variable => into[variable]);
        Forget();
        return new Expected(false);
    }

    private static Expected Sync(ModelPool pool, IReadOnlyList<string>? names, int from)
    {
        var variables = (names ?? [.. pool.Schema.Keys]).Select(name => pool.Schema[name]).ToList();
        var targets = pool.Ranks.Where((_, i) => i != from).ToList();
        if (targets.Count == 0) return new Expected(false);
        ModelPool.Copy(pool.Ranks[from], variables, targets);
        return new Expected(names is not null && !variables.All(pool.Ranks[from].Values.ContainsKey));
    }

    private Expected Reset(string name)
    {
        var fresh = new ModelPool();
        fresh.Grow(Pools[name].Ranks.Count);
        Pools[name] = fresh;
        return new Expected(false);
    }

    // What follows the notebook goes when its name means something else there.
    private void Forget()
    {
        foreach (var pool in Pools.Values)
            foreach (var name in pool.Followed.Where(name => Notebook.Schema[name] != pool.Schema[name]).ToList())
            {
                pool.Followed.Remove(name);
                pool.Schema.Remove(name);
            }
    }

    // What is shared into a cell is the notebook's: a cell that declares the name has a variable of the pool's own instead.
    private static void Declare(ModelPool pool, IEnumerable<Step> steps, IReadOnlyList<string> shared)
    {
        foreach (var step in steps)
        {
            (string Name, Kind Kind)? declared = step switch
            {
                Step.Declare own => (own.Name, own.Of),
                Step.Alias alias => (alias.Name, pool.Schema[alias.Other].Kind),
                _ => null,
            };
            if (declared is not var (name, kind)) continue;
            if (shared.Contains(name)) pool.Schema[name] = new Variable(name, kind);
            else pool.Declare(name, kind);
        }
    }
}

/// <summary>The types behind the kinds.</summary>
internal static class ModelKinds
{
    public static Type TypeOf(Kind kind) => (kind & ~Kind.Array) switch
    {
        Kind.Number => typeof(int),
        Kind.Text => typeof(string),
        Kind.List => typeof(List<int>),
        _ => typeof(Node),
    };
}
