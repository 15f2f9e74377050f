namespace Distribute.Cli;

/// <summary>Where the tool writes. Not owned.</summary>
/// <param name="Output">What cells say, and how they ended.</param>
/// <param name="Error">What is wrong with the command line or with a file.</param>
/// <param name="IsInteractive">True when a person watches the output on a screen: progress and colour make sense.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive);
