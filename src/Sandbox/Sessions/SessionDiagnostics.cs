using System.Globalization;
using Distribute.Contracts.Images;
using Distribute.Contracts.State;

namespace Distribute.Sandbox.Sessions;

/// <summary>
/// The session's own messages, with their ids: DST200 to DST219 about options, DST220 to DST249 about values on their
/// way between ranks, DST250 and up about references and places to run.
/// </summary>
internal static class SessionDiagnostics
{
    public static (string, string) EmptyCode() =>
        ("DST200", "There is no code to distribute. Write it on the lines after the magic line, for example: #!distribute 4 and then Console.WriteLine(__process_id__);");

    public static (string, string) NoSize(string pool) =>
        ("DST201", $"Pool '{pool}' has no ranks yet: say how many it gets, for example: #!distribute 4{OptionFor(pool)}");

    public static (string, string) BadSize(int n, int most) =>
        ("DST202", $"n is {n}: a pool has at least 1 and at most {most} ranks, for example: #!distribute 4");

    public static (string, string) UnknownMode(string mode) => mode == "process"
        ? ("DST203", "--mode process: this host starts no processes for ranks. Leave it out, or use --mode thread, for example: #!distribute 4 --mode thread")
        : ("DST203", $"--mode {mode} is unknown: use --mode thread, for example: #!distribute 4 --mode thread");

    public static (string, string) OtherMode(string pool, string mode, string asked) =>
        ("DST204", $"--mode {asked}: the ranks of pool '{pool}' live in mode {mode}. End them first with: #!ranks{OptionFor(pool)} --stop");

    public static (string, string) UnknownPool(string pool, IEnumerable<string> known) =>
        ("DST205", $"--pool: there is no pool '{pool}'. {Known("pools", known)} Start one with, for example: #!distribute 4{OptionFor(pool)}");

    public static (string, string) UnknownRank(string option, int rank, string pool, int count) =>
        ("DST206", $"{option}: there is no rank {rank}. Pool '{pool}' runs on {RanksUpTo(count)}, for example: {option} 0");

    public static (string, string) NoRanks() => ("DST207", "--ranks names no rank: give some, for example: --ranks 0,2-3");

    public static (string, string) BadTimeout() => ("DST208", "--timeout must be more than 0 seconds, for example: --timeout 2.5");

    public static (string, string) NeedsProcess(string option) =>
        ("DST209", $"{option} is for ranks with a process of their own: start the pool with --mode process, for example: #!distribute 4 --mode process {ExampleOf(option)}");

    public static (string, string) OtherLimits(string pool, string option) =>
        ("DST211", $"{option}: the ranks of pool '{pool}' were started without it, or with another value, and it cannot change while they live. End them first with: #!ranks{OptionFor(pool)} --stop");

    public static (string, string) RankDied(int rank, string loss) => ("DST261", $"Rank {rank} died between cells. {loss}");

    public static (string, string) UnknownVariable(string option, string name, string where, IEnumerable<string> known, bool isTheNotebooks = false)
    {
        var names = known.Order(StringComparer.Ordinal).ToList();
        var hint = isTheNotebooks ? $"The notebook's '{name}' comes to the ranks when their cell uses it, or with --share {name}. " : "";
        return ("DST210", $"{option}: {where} has no variable '{name}'. {hint}{Known("variables", names)} For example: {Naming(option, names.FirstOrDefault() ?? "x")}");
    }

    // --sync works without a name too, so its name stands behind an equals sign.
    private static string Naming(string option, string name) => $"{option}{(option == "--sync" ? '=' : ' ')}{name}";

    public static (string, string) NotAVariable(string option, CellSymbol other)
    {
        var why = other.Kind switch
        {
            CellSymbolKind.Constant => "is a constant and no variable. Put it into a variable first",
            CellSymbolKind.CellLocal when other.Key.Length == 0 =>
                "was declared with using, as a ref local, or as a Span or another stack-only type, and lives only for its cell. Put what you need of it into a variable first",
            CellSymbolKind.Property => "is a property and no variable. Put its value into a variable first",
            CellSymbolKind.Method => "is a method and no variable. Put what it returns into a variable first",
            _ => $"is a {(other.Kind == CellSymbolKind.Namespace ? "namespace" : "type")} and no variable. Name a variable",
        };
        return ("DST212", $"{option}: '{other.Name}' {why}, for example: {Naming(option, "x")}");
    }

    public static (string, string) NothingToShare(string name) =>
        ("DST220", $"--share: '{name}' has no value in the notebook. Assign it there first.");

    public static (string, string) Refused(string option, RefusedVariable refused) =>
        ("DST221", $"{option}: '{refused.Name}' was not copied: {refused.Path}: {refused.Reason}");

    public static (string, string) PropertyOfNotebook(string name) =>
        ("DST223", $"'{name}' is a property whose value the notebook keeps: ranks do not get it. Use a variable in its place, or declare the property in a #!distribute cell.");

    public static (string, string) NotScattered(string name, string reason) =>
        ("DST222", $"--scatter: '{name}' cannot be scattered: {Without($"'{name}' cannot be scattered: ", reason)}");

    public static (string, string) NotSynced(string pool, int rank, string why) =>
        ("DST230", $"--sync: rank {rank} of pool '{pool}' {why}, so nothing was copied to the other ranks.");

    public static (string, string) NothingToSync(string option, string name, int rank) =>
        ("DST231", $"{option}: '{name}' has no value on rank {rank}, so it was not copied.");

    public static (string, string) CopyFailed(string option, string where, string reason) =>
        ("DST232", $"{option}: nothing was copied to {where}: {reason}");

    public static (string, string) NothingToGather(string option, string name, IEnumerable<int> ranks) =>
        ("DST240", $"{option}: '{name}' has no value on {Ranks(ranks)}, so nothing was brought to the notebook.");

    public static (string, string) NoTypeToGather(string option, string name, string? type) =>
        ("DST241", $"{option}: the type of '{name}'{(type is null ? "" : $" ({type})")} has no name that the notebook could use. Copy it into a type that has one first.");

    public static (string, string) NotDeclared(string option, string reason) =>
        ("DST242", $"{option}: the notebook cannot take the variables: {reason}");

    public static (string, string) PackagesOff(string package) =>
        ("DST250", $"#r \"nuget: {package}\": packages are off in this session.");

    public static (string, string) PackageFailed(string message) => ("DST251", message);

    public static (string, string) NoFile(string path, string fullPath) =>
        ("DST252", $"#r \"{path}\": there is no file {fullPath}.");

    public static (string, string) NotAnAssembly(string path, string reason) =>
        ("DST253", $"#r \"{path}\": {reason}");

    public static (string, string) RankTrouble(string message) => ("DST260", message);

    // A rank's own message may begin with the words that stand before it here.
    private static string Without(string opening, string reason) => reason.StartsWith(opening, StringComparison.Ordinal) ? reason[opening.Length..] : reason;

    /// <summary>"rank 1", "ranks 1, 2 and 4".</summary>
    public static string Ranks(IEnumerable<int> ranks)
    {
        var all = ranks.Select(rank => rank.ToString(CultureInfo.InvariantCulture)).ToList();
        return all.Count == 1 ? $"rank {all[0]}" : $"ranks {string.Join(", ", all[..^1])} and {all[^1]}";
    }

    private static string RanksUpTo(int count) => count == 1 ? "rank 0" : $"ranks 0 to {count - 1}";

    private static string ExampleOf(string option) => option switch
    {
        "--memory" => "--memory 512MB",
        "--cpus" => "--cpus 0-1",
        _ => option,
    };

    private static string OptionFor(string pool) => pool == "default" ? "" : $" --pool {pool}";

    private static string Known(string what, IEnumerable<string> names)
    {
        const int most = 12;
        var all = names.ToList();
        if (all.Count == 0) return $"There are no {what}.";
        return $"Known {what}: {string.Join(", ", all.Take(most))}{(all.Count > most ? ", …" : "")}.";
    }
}
