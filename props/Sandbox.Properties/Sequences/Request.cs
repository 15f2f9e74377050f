namespace Distribute.Sandbox.Properties.Sequences;

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

/// <summary>One thing that a person asks of a session. Its meaning is <see cref="ModelSession.Run"/>.</summary>
public abstract record Request
{
    private Request() { }

    /// <summary>A cell; <see cref="Pool"/> null for the notebook.</summary>
    public sealed record Cell(string? Pool, int Count, IReadOnlyList<Step> Steps) : Request
    {
        /// <summary>The ranks; null for all.</summary>
        public IReadOnlyList<int>? Ranks { get; init; }

        /// <summary>What is copied from rank 0 after it.</summary>
        public SyncKind Synced { get; init; }

        /// <summary>Notebook variables that are copied in.</summary>
        public IReadOnlyList<string> Share { get; init; } = [];

        /// <summary>A notebook variable that is split.</summary>
        public string? Scatter { get; init; }

        /// <summary>Variables that the notebook gets.</summary>
        public IReadOnlyList<string> Gather { get; init; } = [];

        /// <summary>The C# text.</summary>
        public string Text => string.Join('\n', Steps.Select(step => step.Text));

        /// <inheritdoc/>
        public override string ToString() =>
            $"// {Pool ?? "notebook"} n={Count} ranks={(Ranks is null ? "all" : string.Join(',', Ranks))} sync={Synced} share={string.Join(',', Share)} scatter={Scatter} gather={string.Join(',', Gather)}\n{Text}";
    }

    /// <summary><c>#!sync</c>; names null for all.</summary>
    public sealed record Sync(string Pool, IReadOnlyList<string>? Names, int From) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => $"#!sync {(Names is null ? "" : string.Join(',', Names))} --from {From} --pool {Pool}";
    }

    /// <summary><c>#!load</c>; from null for the array of all.</summary>
    public sealed record Load(string Pool, IReadOnlyList<string> Names, int? From) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => $"#!load {string.Join(',', Names)} --from {From} --pool {Pool}";
    }

    /// <summary><c>#!ranks --reset</c>.</summary>
    public sealed record Reset(string Pool) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => $"#!ranks --reset --pool {Pool}";
    }
}

/// <summary>What a person asks one after another. All cells compile.</summary>
public sealed record Sequence(IReadOnlyList<Request> Requests)
{
    /// <inheritdoc/>
    public override string ToString() => "\n" + string.Join("\n\n", Requests);
}
