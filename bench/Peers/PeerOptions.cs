namespace Distribute.Bench.Peers;

/// <summary>The command line. Immutable.</summary>
/// <param name="Command">Which group of rows to measure, all of them, or what a child process is for.</param>
internal sealed record PeerOptions(string Command)
{
    private const int FullRounds = 7;
    private const int QuickRounds = 1;

    /// <summary>Whom a child process stands for; null in the program itself.</summary>
    public string? Contestant { get; init; }

    /// <summary>Few and short rounds: tells whether the program works, not how fast anybody is.</summary>
    public bool Quick { get; init; }

    /// <summary>Only rows with this in their key or title.</summary>
    public string? Only { get; init; }

    /// <summary>How many times each contestant has its turn; null for the usual number.</summary>
    public int? AskedRounds { get; init; }

    /// <summary>The published tool's executable; null to publish it first.</summary>
    public string? Tool { get; init; }

    /// <summary>The page whose generated parts are to be written anew, with the chart in the folder images beside it; null for none.</summary>
    public string? Page { get; init; }

    /// <summary>The number of rounds.</summary>
    public int Rounds => AskedRounds ?? Choose(FullRounds, QuickRounds);

    /// <summary>A number for a full run, or one for a quick look.</summary>
    public int Choose(int full, int quick) => Quick ? quick : full;

    /// <summary>Whether a row is asked for.</summary>
    public bool Wants(Contest.Row row) =>
        Only is null || row.Key.Contains(Only, StringComparison.OrdinalIgnoreCase) || row.Title.Contains(Only, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the command line.</summary>
    /// <returns>The options; null when it was wrong and usage was told.</returns>
    public static PeerOptions? Parse(string[] args, TextWriter error)
    {
        if (args.Length > 0 && Commands.Names.Contains(args[0]) && ReadRest(args) is { } options) return options;
        error.WriteLine($"usage: distribute-bench-peers {string.Join('|', Commands.Names.Where(name => name != Commands.Serve))} [--quick] [--only TEXT] [--rounds N] [--tool PATH] [--page FILE]");
        return null;
    }

    private static PeerOptions? ReadRest(string[] args)
    {
        var options = new PeerOptions(args[0]);
        for (var i = 1; i < args.Length; i++)
        {
            var hasValue = i + 1 < args.Length;
            switch (args[i])
            {
                case "--quick": options = options with { Quick = true }; break;
                case "--only" when hasValue: options = options with { Only = args[++i] }; break;
                case "--rounds" when hasValue && int.TryParse(args[i + 1], out var rounds) && rounds > 0: options = options with { AskedRounds = rounds }; i++; break;
                case "--tool" when hasValue: options = options with { Tool = Path.GetFullPath(args[++i]) }; break;
                case "--page" when hasValue: options = options with { Page = Path.GetFullPath(args[++i]) }; break;
                case var name when i == 1 && options.Command == Commands.Serve: options = options with { Contestant = name }; break;
                default: return null;
            }
        }

        return options;
    }
}
