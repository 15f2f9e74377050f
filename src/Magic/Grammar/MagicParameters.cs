using System.CommandLine;

namespace Distribute.Magic.Grammar;

/// <summary>A parameter of a magic, for front ends that have parameters of their own. Immutable.</summary>
/// <param name="Name">Its name as written; for the one that has none, what help calls it.</param>
/// <param name="Description">What it does, and what holds when it is left out.</param>
/// <param name="IsPositional">True for the one that is written without its name.</param>
/// <param name="Values">All that may be given; empty when there are too many.</param>
public sealed record MagicParameter(string Name, string Description, bool IsPositional, IReadOnlyList<string> Values);

/// <summary>The parameters of magics, from the definitions that the grammar reads by. Thread safe.</summary>
public static class MagicParameters
{
    /// <summary>The parameters of a magic, the positional one first.</summary>
    /// <param name="magic">Its name, with its sign.</param>
    /// <exception cref="ArgumentException">There is no such magic.</exception>
    public static IReadOnlyList<MagicParameter> Of(string magic)
    {
        var command = Find(magic);
        var word = command == MagicCommands.Distribute ? ("n", "The number of ranks. Needed the first time that a pool is named; a larger n grows the pool.")
            : command == MagicCommands.Load || command == MagicCommands.SyncMagic ? ("names", "The variables, with commas between.") : default((string, string)?);
        var named = command.Options.Select(Of);
        return word is var (name, description) ? [new MagicParameter(name, description, true, []), .. named] : [.. named];
    }

    /// <summary>What a magic does, in a sentence.</summary>
    /// <param name="magic">Its name, with its sign.</param>
    /// <exception cref="ArgumentException">There is no such magic.</exception>
    public static string DescriptionOf(string magic) => Find(magic).Description ?? "";

    private static Command Find(string magic) =>
        MagicCommands.All.FirstOrDefault(command => command.Name == magic) ?? throw new ArgumentException($"There is no magic '{magic}'.", nameof(magic));

    private static MagicParameter Of(Option option)
    {
        var known = (IMagicOption)option;
        var choices = option.HelpName is { } form && form.Contains('|', StringComparison.Ordinal) ? form.Split('|') : [];
        return new MagicParameter(option.Name, known.Default.Length > 0 ? $"{option.Description} Default: {known.Default}." : option.Description ?? "", false, choices);
    }
}
