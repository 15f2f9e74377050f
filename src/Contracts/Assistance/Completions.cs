namespace Distribute.Contracts.Assistance;

/// <summary>What could be written at a place. Immutable.</summary>
/// <param name="Start">Where the text begins that an item replaces.</param>
/// <param name="End">Where that text ends; equal to <paramref name="Start"/> when an item only inserts.</param>
/// <param name="Items">The items, the likeliest first.</param>
/// <param name="IsCut">True when more items fit than are given: more letters bring others.</param>
public sealed record Completions(int Start, int End, IReadOnlyList<Completion> Items, bool IsCut = false)
{
    /// <summary>Nothing at a place.</summary>
    public static Completions None(int offset) => new(offset, offset, []);
}

/// <summary>One thing that could be written. Immutable.</summary>
/// <param name="Label">What a person sees in a list.</param>
/// <param name="Text">What is written.</param>
/// <param name="Kind">What it is.</param>
public sealed record Completion(string Label, string Text, CompletionKind Kind)
{
    /// <summary>What it is in full: its declaration and what its author says of it. Null when it was not asked for, or when there is nothing to say.</summary>
    public string? Documentation { get; init; }
}

/// <summary>What a completion is.</summary>
public enum CompletionKind
{
    /// <summary>Nothing of the others.</summary>
    Text,

    /// <summary>A variable of the notebook, of a pool, or of a block.</summary>
    Variable,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A parameter.</summary>
    Parameter,

    /// <summary>A field.</summary>
    Field,

    /// <summary>A property.</summary>
    Property,

    /// <summary>An event.</summary>
    Event,

    /// <summary>A method.</summary>
    Method,

    /// <summary>An extension method.</summary>
    ExtensionMethod,

    /// <summary>A class or record class.</summary>
    Class,

    /// <summary>A structure.</summary>
    Structure,

    /// <summary>An interface.</summary>
    Interface,

    /// <summary>An enumeration.</summary>
    Enum,

    /// <summary>A value of an enumeration.</summary>
    EnumMember,

    /// <summary>A delegate type.</summary>
    Delegate,

    /// <summary>A type parameter.</summary>
    TypeParameter,

    /// <summary>A namespace.</summary>
    Namespace,

    /// <summary>A word of the language.</summary>
    Keyword,

    /// <summary>A label.</summary>
    Label,

    /// <summary>A magic: <c>#!distribute</c>.</summary>
    Magic,

    /// <summary>An option of a magic: <c>--pool</c>.</summary>
    Option,

    /// <summary>A value of an option.</summary>
    Value,
}
