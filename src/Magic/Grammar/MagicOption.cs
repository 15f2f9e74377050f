using System.CommandLine;
using System.CommandLine.Parsing;

namespace Distribute.Magic.Grammar;

/// <summary>What the grammar, the help and other front ends need to know of an option beside its name and description.</summary>
public interface IMagicOption
{
    /// <summary>The option as help shows it: <c>--sync[=a,b]</c>.</summary>
    string Syntax { get; }

    /// <summary>A valid use of it, for messages.</summary>
    string Example { get; }

    /// <summary>What holds when it is left out.</summary>
    string Default { get; }

    /// <summary>True when a value may stand only after an equals sign, so that a bare option never swallows what follows.</summary>
    bool AttachedValue { get; }

    /// <summary>True when it takes a value, at least sometimes.</summary>
    bool TakesValue { get; }
}

/// <summary>An option of a magic: System.CommandLine's, with an example for messages and a default for the help.</summary>
/// <typeparam name="T">The type of its value.</typeparam>
public sealed class MagicOption<T> : Option<T>, IMagicOption
{
    private MagicOption(string name, string description) : base(name) => Description = description;

    /// <inheritdoc/>
    public required string Example { get; init; }

    /// <inheritdoc/>
    public string Default { get; init; } = "";

    /// <inheritdoc/>
    public bool AttachedValue => Arity.MinimumNumberOfValues == 0 && TakesValue;

    /// <inheritdoc/>
    public bool TakesValue => Arity.MaximumNumberOfValues > 0;

    /// <inheritdoc/>
    public string Syntax => !TakesValue ? Name : AttachedValue ? $"{Name}[={HelpName}]" : $"{Name} {HelpName}";

    /// <summary>An option without a value.</summary>
    internal static MagicOption<bool> Flag(string name, string description, string whenLeftOut = "") =>
        new(name, description) { Arity = ArgumentArity.Zero, Example = name, Default = whenLeftOut };

    /// <summary>An option with a value.</summary>
    internal static MagicOption<T> Value(
        string name, string form, string description, string example, Func<ArgumentResult, T?> read, string whenLeftOut = "") =>
        new(name, description)
        {
            Arity = ArgumentArity.ExactlyOne, HelpName = form, CustomParser = read,
            Example = $"{name} {example}", Default = whenLeftOut,
        };

    /// <summary>An option whose value may be left out.</summary>
    internal static MagicOption<T> Optional(
        string name, string form, string description, string example, Func<ArgumentResult, T?> read, string whenLeftOut = "") =>
        new(name, description)
        {
            Arity = ArgumentArity.ZeroOrOne, HelpName = form, CustomParser = read,
            Example = $"{name}={example}", Default = whenLeftOut,
        };
}
