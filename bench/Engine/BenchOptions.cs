namespace Distribute.Bench;

/// <summary>The command line. Immutable.</summary>
/// <param name="Command">Which row to measure.</param>
internal sealed record BenchOptions(string Command)
{
    /// <summary>Few iterations: tells whether the program works, not how fast the engine is.</summary>
    public bool Quick { get; init; }

    /// <summary>The published tool's executable; null to publish it first.</summary>
    public string? Tool { get; init; }

    /// <summary>Only what has this in its name, where a row has several measurements.</summary>
    public string? Only { get; init; }

    /// <summary>Without the table's head.</summary>
    public bool Bare { get; init; }

    /// <summary>A number of iterations, or the full number divided for a quick look.</summary>
    public int Iterations(int full, int quick) => Quick ? quick : full;

    /// <summary>Whether a measurement of this name is asked for.</summary>
    public bool Wants(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the command line.</summary>
    /// <returns>The options; null when it was wrong and usage was told.</returns>
    public static BenchOptions? Parse(string[] args, TextWriter error)
    {
        if (args.Length > 0 && Commands.Names.Contains(args[0]) && ReadRest(args) is { } options) return options;
        error.WriteLine($"usage: distribute-bench {string.Join('|', Commands.Names.Order(StringComparer.Ordinal))} [--quick] [--only TEXT] [--tool PATH] [--bare]");
        return null;
    }

    private static BenchOptions? ReadRest(string[] args)
    {
        var options = new BenchOptions(args[0]);
        for (var i = 1; i < args.Length; i++)
        {
            var hasValue = i + 1 < args.Length;
            switch (args[i])
            {
                case "--quick": options = options with { Quick = true }; break;
                case "--bare": options = options with { Bare = true }; break;
                case "--tool" when hasValue: options = options with { Tool = args[++i] }; break;
                case "--only" when hasValue: options = options with { Only = args[++i] }; break;
                default: return null;
            }
        }

        return options;
    }
}
