using System.CommandLine;
using Distribute.Sandbox.Sessions;
using Names = System.Collections.Generic.IReadOnlyList<string>;

namespace Distribute.Magic.Grammar;

/// <summary>
/// The magics and their options, defined once: the grammar, the help, the README's table and other front ends all come
/// from here. Fixed after start; thread safe as long as nobody adds to the commands.
/// </summary>
public static class MagicCommands
{
    /// <summary><c>--sync</c> of a distributed cell.</summary>
    public static MagicOption<SyncSelection> Sync { get; } = MagicOption<SyncSelection>.Optional("--sync", "a,b",
        "After the cell, copy rank 0's variables to all other ranks of the pool. Without names: those that the cell's own text declares or assigns. =*: all that rank 0 has.",
        "a,b", OptionValues.Sync, "off");

    /// <summary><c>--timeout</c>.</summary>
    public static MagicOption<TimeSpan?> Timeout { get; } = MagicOption<TimeSpan?>.Value("--timeout", "SECONDS",
        "Stop a rank whose code has run that long; fractions allowed, more than 0. Compiling and starting ranks do not count.",
        "1.5", OptionValues.Timeout, "none");

    /// <summary><c>--mode</c>.</summary>
    public static MagicOption<string> Mode { get; } = MagicOption<string>.Value("--mode", "thread|process",
        "Where a new pool's ranks live: a thread and load contexts of its own each, or a child process each.",
        "thread", OptionValues.OneOf("thread", "process"), "thread");

    /// <summary><c>--pool</c>.</summary>
    public static MagicOption<string> Pool { get; } = MagicOption<string>.Value("--pool", "NAME",
        "Which pool. Pools do not see each other's variables or definitions.", "workers", OptionValues.Pool, DefaultPool);

    /// <summary><c>--ranks</c>.</summary>
    public static MagicOption<IReadOnlyList<int>> Ranks { get; } = MagicOption<IReadOnlyList<int>>.Value("--ranks", "0,2-5",
        "Run on these ranks only.", "0,2-5", OptionValues.Ranks, "all");

    /// <summary><c>--share</c>.</summary>
    public static MagicOption<Names> Share { get; } = MagicOption<Names>.Value("--share", "a,b",
        "Copy in exactly these variables of the notebook first.", "a,b", OptionValues.Names, "automatic: those that the code uses");

    /// <summary><c>--no-share</c>.</summary>
    public static MagicOption<bool> NoShare { get; } = MagicOption<bool>.Flag("--no-share", "Copy no variable of the notebook in.");

    /// <summary><c>--gather</c>.</summary>
    public static MagicOption<Names> Gather { get; } = MagicOption<Names>.Value("--gather", "a,b",
        "After the cell, the notebook gets an array of each: one element for each rank that was to run, in rank order.",
        "a,b", OptionValues.Names, "none");

    /// <summary><c>--scatter</c>.</summary>
    public static MagicOption<Names> Scatter { get; } = MagicOption<Names>.Value("--scatter", "xs",
        "Split the notebook's array or list over the ranks that run, in blocks in rank order; each gets its part under the same name.",
        "xs", OptionValues.Names, "none");

    /// <summary><c>--on-error</c>.</summary>
    public static MagicOption<string> OnError { get; } = MagicOption<string>.Value("--on-error", "continue|stop",
        "stop: the first failure interrupts the ranks that run; nothing is synced or gathered.",
        "stop", OptionValues.OneOf("continue", "stop"), "continue");

    /// <summary><c>--memory</c>.</summary>
    public static MagicOption<long?> Memory { get; } = MagicOption<long?>.Value("--memory", "SIZE",
        "With --mode process: end a rank that has more memory than this, as out of memory.", "512MB", OptionValues.Memory, "no limit");

    /// <summary><c>--cpus</c>.</summary>
    public static MagicOption<string> Cpus { get; } = MagicOption<string>.Value("--cpus", "0-1,4",
        "With --mode process: the processors that each rank may use.", "0-1", OptionValues.Cpus, "all");

    /// <summary><c>--checkpoint</c>.</summary>
    public static MagicOption<bool> Checkpoint { get; } = MagicOption<bool>.Flag("--checkpoint",
        "With --mode process: copy what a cell may have changed after each cell, so that a rank that dies gets its variables back.", "off");

    /// <summary><c>--quiet</c>.</summary>
    public static MagicOption<bool> Quiet { get; } = MagicOption<bool>.Flag("--quiet", "Say less.");

    /// <summary><c>--debug</c>.</summary>
    public static MagicOption<bool> Debug { get; } = MagicOption<bool>.Flag("--debug", "Tell more about what happened when.");

    /// <summary><c>--help</c>, of every magic.</summary>
    public static MagicOption<bool> Help { get; } = MagicOption<bool>.Flag("--help", "Show this.");

    /// <summary><c>--from</c> of <c>#!load</c> and <c>#!sync</c>.</summary>
    public static MagicOption<int?> From { get; } = MagicOption<int?>.Value("--from", "R",
        "The rank whose values are taken.", "0", OptionValues.Rank, "#!load: an array of all ranks' values; #!sync: rank 0");

    /// <summary><c>--reset</c> of <c>#!ranks</c>.</summary>
    public static MagicOption<bool> Reset { get; } = MagicOption<bool>.Flag("--reset", "Forget the pool's variables and definitions, keep its ranks.");

    /// <summary><c>--stop</c> of <c>#!ranks</c>.</summary>
    public static MagicOption<bool> Stop { get; } = MagicOption<bool>.Flag("--stop", "End the pool's ranks and forget the pool.");

    /// <summary><c>--restart</c> of <c>#!ranks</c>.</summary>
    public static MagicOption<int?> Restart { get; } = MagicOption<int?>.Value("--restart", "R",
        "Replace one rank by a fresh one.", "1", OptionValues.Rank);

    /// <summary><c>#!distribute</c>.</summary>
    public static Command Distribute { get; } = new("#!distribute", "Run the code that follows on n isolated ranks.")
    {
        Sync, Timeout, Mode, Pool, Ranks, Share, NoShare, Gather, Scatter, OnError, Memory, Cpus, Checkpoint, Quiet, Debug, Help,
    };

    /// <summary><c>#!csharp</c>, <c>#!c#</c>.</summary>
    public static Command CSharp { get; } = Named(new("#!csharp", "Run the code that follows on the notebook rank.") { Help }, "#!c#", "#!C#", "#!cs");

    /// <summary><c>#!load</c>.</summary>
    public static Command Load { get; } = new("#!load", "Bring variables of a pool to the notebook.") { From, Pool, Help };

    /// <summary><c>#!ranks</c>.</summary>
    public static Command RanksMagic { get; } = new("#!ranks", "Show pools, ranks, where they live and their variables; or act on a pool.")
    {
        Pool, Reset, Stop, Restart, Help,
    };

    /// <summary><c>#!sync</c>.</summary>
    public static Command SyncMagic { get; } = new("#!sync", "Copy one rank's variables to the other ranks of its pool.") { From, Pool, Help };

    /// <summary><c>#!who</c>.</summary>
    public static Command Who { get; } = new("#!who", "List the names of the notebook's variables.") { Help };

    /// <summary><c>#!whos</c>.</summary>
    public static Command Whos { get; } = new("#!whos", "List the notebook's variables with their types, values and sizes.") { Help };

    /// <summary><c>#!time</c>.</summary>
    public static Command Time { get; } = new("#!time", "Tell in the end how long the rest of the cell took; inside a distributed part, from that part's begin.") { Help };

    /// <summary><c>#!markdown</c>, <c>#!md</c>.</summary>
    public static Command Markdown { get; } = Named(new("#!markdown", "Show the text that follows as Markdown.") { Help }, "#!md");

    /// <summary><c>#!html</c>.</summary>
    public static Command Html { get; } = new("#!html", "Show the text that follows as HTML.") { Help };

    /// <summary><c>#!javascript</c>, <c>#!js</c>.</summary>
    public static Command JavaScript { get; } = Named(new("#!javascript", "Hand the script that follows to a front end that can run it.") { Help }, "#!js");

    /// <summary><c>#!about</c>.</summary>
    public static Command About { get; } = new("#!about", "Show the versions of the program and of .NET, and the machine.") { Help };

    /// <summary><c>#!lsmagic</c>.</summary>
    public static Command LsMagic { get; } = new("#!lsmagic", "List the magics.") { Help };

    /// <summary><c>#!help</c>.</summary>
    public static Command HelpMagic { get; } = new("#!help", "Show the magics and their options.") { Help };

    /// <summary>All magics, in the order in which help shows them.</summary>
    public static IReadOnlyList<Command> All { get; } =
    [
        Distribute, CSharp, Load, RanksMagic, SyncMagic, Who, Whos, Time, Markdown, Html, JavaScript, About, LsMagic, HelpMagic,
    ];

    /// <summary>The MIME type of the text that follows a magic; null for magics that code follows, or nothing.</summary>
    /// <param name="magic">One of <see cref="All"/>; null for a magic that is not known.</param>
    public static string? MimeTypeOf(Command? magic) =>
        magic == Markdown ? "text/markdown" : magic == Html ? "text/html" : magic == JavaScript ? "application/javascript" : null;

    private static Command Named(Command magic, params string[] others)
    {
        foreach (var other in others) magic.Aliases.Add(other);
        return magic;
    }

    /// <summary>The pool that a magic means when it names none: <c>default</c>.</summary>
    public const string DefaultPool = "default";

    /// <summary>How each magic is written, for help and messages.</summary>
    /// <param name="magic">One of <see cref="All"/>.</param>
    public static string UsageOf(Command magic) => magic.Name switch
    {
        "#!distribute" => "#!distribute [n] [options]",
        "#!load" => "#!load a,b [--from R] [--pool NAME]",
        "#!ranks" => "#!ranks [--pool NAME] [--reset | --stop | --restart R]",
        "#!sync" => "#!sync [a,b] [--from R] [--pool NAME]",
        var name => name,
    };
}
