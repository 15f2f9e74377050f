namespace Distribute.Contracts.Assistance;

/// <summary>What stands at a place. Immutable.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Declaration">What it is, as code: <c>(variable) List&lt;int&gt; numbers</c>.</param>
/// <param name="Documentation">What its author says of it, as lines of text; "" for nothing.</param>
public sealed record QuickInfo(int Start, int End, string Declaration, string Documentation)
{
    /// <summary>Declaration and documentation, a blank line between.</summary>
    public string Text => Documentation.Length == 0 ? Declaration : $"{Declaration}\n\n{Documentation}";
}

/// <summary>What can be called at a place. Immutable.</summary>
/// <param name="Start">Where the argument list begins, its bracket included.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Signatures">The overloads, at least one.</param>
/// <param name="Active">The index of the overload that fits to the arguments so far.</param>
/// <param name="Argument">The index of the argument at the place, from 0.</param>
public sealed record SignatureHelp(int Start, int End, IReadOnlyList<Signature> Signatures, int Active, int Argument)
{
    /// <summary>The parameter that the argument at the place is for, in the active overload; null when it has none.</summary>
    public SignatureParameter? ActiveParameter
    {
        get
        {
            var parameters = Signatures[Active].Parameters;
            if (Name is not null) return parameters.FirstOrDefault(parameter => parameter.Name == Name);
            if (Argument < parameters.Count) return parameters[Argument];
            return parameters is [.., { IsParams: true } last] ? last : null;
        }
    }

    /// <summary>The name that the argument at the place is given by (<c>name: value</c>); null for none.</summary>
    public string? Name { get; init; }
}

/// <summary>One overload. Immutable.</summary>
/// <param name="Text">The whole signature as code.</param>
/// <param name="Documentation">What its author says of it; "" for nothing.</param>
/// <param name="Parameters">Its parameters in order.</param>
public sealed record Signature(string Text, string Documentation, IReadOnlyList<SignatureParameter> Parameters);

/// <summary>A parameter of an overload. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">It as code: <c>int count = 1</c>.</param>
/// <param name="Documentation">What its author says of it; "" for nothing.</param>
/// <param name="IsParams">True when it takes all further arguments too.</param>
public sealed record SignatureParameter(string Name, string Text, string Documentation, bool IsParams = false);

/// <summary>Whether a cell is finished. Immutable.</summary>
/// <param name="Status">Whether it is.</param>
/// <param name="Indent">What the next line should begin with, when the cell goes on.</param>
public sealed record CompletenessResult(Completeness Status, string Indent = "");

/// <summary>Whether code is finished, in the words of the Jupyter protocol.</summary>
public enum Completeness
{
    /// <summary>It can run.</summary>
    Complete,

    /// <summary>It goes on: a bracket, a string, a comment or an expression is open.</summary>
    Incomplete,

    /// <summary>It is wrong, and more text behind it will not change that.</summary>
    Invalid,

    /// <summary>That cannot be told.</summary>
    Unknown,
}
