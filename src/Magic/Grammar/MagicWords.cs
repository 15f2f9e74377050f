namespace Distribute.Magic.Grammar;

/// <summary>The magics and their options in words alone, for front ends that show or complete them. Thread safe.</summary>
public static class MagicWords
{
    /// <summary>All magics, in the order in which help shows them.</summary>
    public static IReadOnlyList<MagicWord> All { get; } =
    [
        .. MagicCommands.All.Select(command => new MagicWord(
            command.Name, MagicCommands.UsageOf(command), command.Description ?? "",
            [.. command.Options.Select(option => new MagicOptionWord(option.Name, option.Description ?? ""))])),
    ];
}

/// <summary>A magic. Immutable.</summary>
/// <param name="Name">Its name: <c>#!distribute</c>.</param>
/// <param name="Usage">How it is written.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Options">Its options.</param>
public sealed record MagicWord(string Name, string Usage, string Description, IReadOnlyList<MagicOptionWord> Options);

/// <summary>An option of a magic. Immutable.</summary>
/// <param name="Name">Its name: <c>--pool</c>.</param>
/// <param name="Description">What it does, in a sentence.</param>
public sealed record MagicOptionWord(string Name, string Description);
