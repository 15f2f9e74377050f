using Distribute.Contracts.Isolates;

namespace Distribute.Sandbox.State.Graph;

/// <summary>The errors that copying variables can end in.</summary>
internal static class Faults
{
    public static IsolateException Damaged(string what, Exception? inner = null) =>
        new($"The snapshot cannot be read: {what}.", inner);

    public static IsolateException NoMemory(IEnumerable<string> variables, Exception inner) =>
        new($"There is not enough memory here to copy {string.Join(", ", variables.Select(name => $"'{name}'"))}. " +
            "Copy less, or allow a rank in a process more (--memory).", inner);

    public static IsolateException TooLarge() =>
        new("The variables do not fit into one snapshot: it may hold at most 2 GB. Copy fewer variables, or smaller ones.");
}

/// <summary>An object that cannot be copied; the encoder turns it into a refusal of its variable.</summary>
internal sealed class RefusedException(object offender, string reason) : Exception(reason)
{
    /// <summary>The object that cannot be copied, or that holds the value that cannot.</summary>
    public object Offender { get; } = offender;
}
