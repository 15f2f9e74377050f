namespace Distribute.Sandbox.Properties.Sequences;

/// <summary>A type of the variables. With <see cref="Array"/> it is what a gather gives.</summary>
[Flags]
public enum Kind
{
    /// <summary>int</summary>
    Number = 0,

    /// <summary>string</summary>
    Text = 1,

    /// <summary>List of int</summary>
    List = 2,

    /// <summary>A graph of a type that a cell declares.</summary>
    Graph = 3,

    /// <summary>An array of one of the others.</summary>
    Array = 4,
}

/// <summary>A statement of a cell. Its meaning is <see cref="ModelRank.Run"/>.</summary>
public abstract record Step
{
    private Step() { }

    /// <summary>The C# of it.</summary>
    public abstract string Text { get; }

    /// <summary>Declares a variable with a value that differs from rank to rank.</summary>
    public sealed record Declare(string Name, Kind Of, int Value) : Step
    {
        /// <inheritdoc/>
        public override string Text => $"{Spell(Of)} {Name} = {Expression(Of, Value, "+")};";
    }

    /// <summary><c>var a = b;</c>: the same object, unless it is a number.</summary>
    public sealed record Alias(string Name, string Other) : Step
    {
        /// <inheritdoc/>
        public override string Text => $"var {Name} = {Other};";
    }

    /// <summary>Counts up a number, adds to a text or a list, changes a graph. Only numbers and texts are assigned by it.</summary>
    public sealed record Change(string Name, Kind Of, int By) : Step
    {
        /// <inheritdoc/>
        public override string Text => Of switch
        {
            Kind.Number => By == 1 ? $"{Name}++;" : $"{Name} += {By};",
            Kind.Text => $"{Name} += \"{By}\";",
            Kind.List => $"{Name}.Add({By} + __process_id__);",
            _ => $"Picture.Change({Name}, {By} + __process_id__);",
        };
    }

    /// <summary>Assigns without reading.</summary>
    public sealed record Assign(string Name, Kind Of, int Value) : Step
    {
        /// <inheritdoc/>
        public override string Text => $"{Name} = {Expression(Of, Value, "-")};";
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

    /// <summary>Any text; the model knows nothing of it.</summary>
    public sealed record Verbatim(string Code) : Step
    {
        /// <inheritdoc/>
        public override string Text => Code;
    }

    /// <summary>The name that it declares or assigns, or null.</summary>
    public string? Assigned => this switch
    {
        Declare step => step.Name,
        Alias step => step.Name,
        Change { Of: Kind.Number or Kind.Text } step => step.Name,
        Assign step => step.Name,
        OnlyFrom step => step.Inner.Assigned,
        _ => null,
    };

    private static string Spell(Kind kind) => kind switch { Kind.Number => "int", Kind.Text => "string", Kind.List => "List<int>", _ => "Node" };

    private static string Expression(Kind kind, int value, string sign) => kind switch
    {
        Kind.Number => $"{value} {sign} __process_id__",
        Kind.Text => $"\"s\" + ({value} {sign} __process_id__)",
        Kind.List => $"new List<int> {{ {value} {sign} __process_id__ }}",
        _ => $"Picture.Make({value} {sign} __process_id__)",
    };

    /// <summary>What the expression of a declaration or assignment gives on a rank.</summary>
    public static object Evaluate(Kind kind, int value) => kind switch
    {
        Kind.Number => value,
        Kind.Text => $"s{value}",
        Kind.List => new List<int> { value },
        _ => Picture.Make(value),
    };
}
