using FsCheck;
using FsCheck.Fluent;

namespace Distribute.Sandbox.Properties;

/// <summary>A statement of a random cell. Its meaning is <see cref="ModelRank.Run"/>.</summary>
public abstract record Step
{
    private Step() { }

    /// <summary>The C# of it.</summary>
    public abstract string Text { get; }

    /// <summary><c>int a = 3 + 2 * rank;</c></summary>
    public sealed record DeclareNumber(string Name, int Base, int PerRank) : Step
    {
        /// <inheritdoc/>
        public override string Text => $"int {Name} = {Base} + {PerRank} * __process_id__;";
    }

    /// <summary><c>string a = "s" + rank;</c></summary>
    public sealed record DeclareText(string Name, string Value) : Step
    {
        /// <inheritdoc/>
        public override string Text => $"string {Name} = \"{Value}\" + __process_id__;";
    }

    /// <summary><c>var a = new List&lt;int&gt; { rank };</c></summary>
    public sealed record DeclareList(string Name) : Step
    {
        /// <inheritdoc/>
        public override string Text => $"var {Name} = new List<int> {{ __process_id__ }};";
    }

    /// <summary><c>var a = b;</c>: the same object where it is a list.</summary>
    public sealed record Alias(string Name, string Other) : Step
    {
        /// <inheritdoc/>
        public override string Text => $"var {Name} = {Other};";
    }

    /// <summary>Assigns, adds to, or counts up a variable, by its type.</summary>
    public sealed record Change(string Name, Kind Of, int By) : Step
    {
        /// <inheritdoc/>
        public override string Text => Of switch
        {
            Kind.Number when By == 1 => $"{Name}++;",
            Kind.Number => $"{Name} += {By};",
            Kind.Text => $"{Name} += \"{By}\";",
            _ => $"{Name}.Add({By} + __process_id__);",
        };
    }

    /// <summary>Assigns without reading.</summary>
    public sealed record Assign(string Name, Kind Of, int Value) : Step
    {
        /// <inheritdoc/>
        public override string Text => Of switch
        {
            Kind.Number => $"{Name} = {Value} - __process_id__;",
            Kind.Text => $"{Name} = \"{Value}\";",
            _ => $"{Name} = new() {{ {Value} }};",
        };
    }

    /// <summary>A step that only some ranks take.</summary>
    public sealed record OnlyFrom(int Rank, Step Inner) : Step
    {
        /// <inheritdoc/>
        public override string Text => $"if (__process_id__ >= {Rank}) {{ {Inner.Text} }}";
    }

    /// <summary>Fails on one rank.</summary>
    public sealed record Throw(int Rank) : Step
    {
        /// <inheritdoc/>
        public override string Text => $"if (__process_id__ == {Rank}) throw new Exception();";
    }
}

/// <summary>Types of the model's variables.</summary>
public enum Kind
{
    /// <summary>int</summary>
    Number,

    /// <summary>string</summary>
    Text,

    /// <summary>List of int</summary>
    List,
}

/// <summary>What to sync after a cell.</summary>
public enum SyncKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What the cell declares or assigns.</summary>
    Own,

    /// <summary>All that rank 0 has.</summary>
    All,
}

/// <summary>A cell and where it runs.</summary>
/// <param name="Pool">The pool; null for the notebook.</param>
/// <param name="Count">The number of ranks.</param>
/// <param name="Ranks">The ranks; null for all.</param>
/// <param name="Sync">What is copied from rank 0 after it.</param>
/// <param name="Steps">Its statements.</param>
public sealed record ModelCell(string? Pool, int Count, IReadOnlyList<int>? Ranks, SyncKind Sync, IReadOnlyList<Step> Steps)
{
    /// <summary>The C# text.</summary>
    public string Text => string.Join('\n', Steps.Select(step => step.Text));

    /// <inheritdoc/>
    public override string ToString() =>
        $"// {Pool ?? "notebook"} n={Count} ranks={(Ranks is null ? "all" : string.Join(',', Ranks))} sync={Sync}\n{Text}";
}

/// <summary>A sequence of cells that all compile.</summary>
public sealed record ModelProgram(IReadOnlyList<ModelCell> Cells)
{
    /// <inheritdoc/>
    public override string ToString() => "\n" + string.Join("\n\n", Cells);
}

/// <summary>Makes programs. A cell is made knowing which variables its pool has, and of which type, so that it compiles.</summary>
public static class Programs
{
    private const int MostRanks = 4;
    private const int MostCells = 10;
    private const int MostSteps = 5;
    private static readonly string[] Names = ["a", "b", "c", "d"];
    private static readonly string?[] Places = ["p", "p", "p", "q", null];

    /// <summary>The programs.</summary>
    public static Arbitrary<ModelProgram> All() => Arb.From(Program(), Shrink);

    private static Gen<ModelProgram> Program() =>
        from count in Gen.Choose(2, MostCells)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Make(count, new Random(seed));

    // Leaving out the last cell, or a step that declares nothing, keeps what is left well formed.
    private static IEnumerable<ModelProgram> Shrink(ModelProgram program)
    {
        if (program.Cells.Count > 1) yield return new ModelProgram([.. program.Cells.SkipLast(1)]);
        for (var i = 0; i < program.Cells.Count; i++)
        {
            var cell = program.Cells[i];
            foreach (var step in cell.Steps)
                if (step is Step.Change or Step.Assign or Step.Throw or Step.OnlyFrom && cell.Steps.Count > 1)
                    yield return new ModelProgram([.. program.Cells.Select((c, at) => at == i ? c with { Steps = [.. c.Steps.Where(s => s != step)] } : c)]);
        }
    }

    private static ModelProgram Make(int count, Random random)
    {
        var schemas = new Dictionary<string, Dictionary<string, Kind>>();
        var sizes = new Dictionary<string, int>();
        var cells = new List<ModelCell>();
        for (var i = 0; i < count; i++)
        {
            var place = Places[random.Next(Places.Length)];
            var key = place ?? "";
            if (!schemas.TryGetValue(key, out var schema)) schemas.Add(key, schema = []);
            var n = place is null ? 1 : random.Next(1, MostRanks + 1);
            sizes[key] = Math.Max(sizes.GetValueOrDefault(key), n);
            var ranks = place is null || random.Next(3) > 0 ? null : Enumerable.Range(0, n).Where(_ => random.Next(2) == 0).DefaultIfEmpty(n - 1).ToArray();
            var sync = place is null ? SyncKind.None : (SyncKind)random.Next(3);
            cells.Add(new ModelCell(place, n, ranks, sync, Steps(schema, random)));
        }

        return new ModelProgram(cells);
    }

    private static List<Step> Steps(Dictionary<string, Kind> schema, Random random)
    {
        var steps = new List<Step>();
        var fresh = new HashSet<string>(); // a name is declared once in a cell, and not after the cell used it with its old type
        var count = random.Next(1, MostSteps + 1);
        for (var i = 0; i < count; i++)
        {
            var name = Names[random.Next(Names.Length)];
            var declarable = !fresh.Contains(name) && !steps.Any(step => step.Text.Contains(name + " ", StringComparison.Ordinal) || step.Text.Contains(name + ".", StringComparison.Ordinal) || step.Text.Contains(name + "+", StringComparison.Ordinal) || step.Text.Contains(name + ";", StringComparison.Ordinal));
            Step? step = random.Next(8) switch
            {
                0 when declarable => Declare(Kind.Number, new Step.DeclareNumber(name, random.Next(10), random.Next(3))),
                1 when declarable => Declare(Kind.Text, new Step.DeclareText(name, "s" + random.Next(10))),
                2 when declarable => Declare(Kind.List, new Step.DeclareList(name)),
                3 when declarable && schema.Keys.Where(other => other != name).ToArray() is { Length: > 0 } others => AliasOf(name, others[random.Next(others.Length)]),
                4 or 5 when schema.TryGetValue(name, out var kind) => new Step.Change(name, kind, random.Next(1, 4)),
                6 when schema.TryGetValue(name, out var kind) => new Step.Assign(name, kind, random.Next(10)),
                7 when random.Next(2) == 0 => new Step.Throw(random.Next(MostRanks)),
                7 when schema.TryGetValue(name, out var kind) => new Step.OnlyFrom(random.Next(MostRanks), new Step.Assign(name, kind, random.Next(10))),
                _ => null,
            };
            if (step is not null) steps.Add(step);

            Step Declare(Kind kind, Step made)
            {
                schema[name] = kind;
                fresh.Add(name);
                return made;
            }

            Step AliasOf(string of, string other)
            {
                schema[of] = schema[other];
                fresh.Add(of);
                return new Step.Alias(of, other);
            }
        }

        if (steps.Count == 0) steps.Add(new Step.Throw(0));
        return steps;
    }
}
