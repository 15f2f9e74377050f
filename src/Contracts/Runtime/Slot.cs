using System.Diagnostics.CodeAnalysis;

namespace Distribute.Contracts.Runtime;

/// <summary>
/// The place of one variable on one rank. Cell code reaches it through generated members, the runtime by its id.
/// </summary>
/// <remarks>Not thread safe beyond what a plain field gives: user code decides who writes.</remarks>
public abstract class Slot(int id, string name, RankInfo rank)
{
    /// <summary>The variable's id, unique in the session.</summary>
    public int Id { get; } = id;

    /// <summary>The variable's name as the person wrote it.</summary>
    public string Name { get; } = name;

    /// <summary>The rank that owns the value.</summary>
    public RankInfo Rank { get; } = rank;

    /// <summary>True once the rank has assigned the variable.</summary>
    public bool HasValue;

    /// <summary>The static type of the variable.</summary>
    public abstract Type Type { get; }

    /// <summary>The value, boxed where it is a value type; the type's default when there is none.</summary>
    public abstract object? Boxed { get; set; }

    /// <summary>Forgets the value.</summary>
    public abstract void Clear();

    /// <summary>Throws the error for a variable that this rank never assigned.</summary>
    /// <exception cref="NoValueException">Always.</exception>
    [DoesNotReturn]
    protected void ThrowNoValue() => throw new NoValueException(Name, Rank.DisplayName, WhyNone);

    /// <summary>Why there is no value, as the end of "it ...", when it was lost or could not come; null when it was merely never assigned.</summary>
    public string? WhyNone { get; set; }
}

/// <summary>A slot for values of one type.</summary>
/// <typeparam name="T">The variable's static type.</typeparam>
public sealed class Slot<T>(int id, string name, RankInfo rank) : Slot(id, name, rank)
{
    /// <summary>The value itself. Generated code caches it in locals around hot loops.</summary>
    public T Value = default!;

    /// <summary>The variable for reading, or for reading and writing (<c>++</c>, <c>ref</c>, member calls on structs).</summary>
    /// <exception cref="NoValueException">The rank has no value for it.</exception>
    public ref T Ref
    {
        get
        {
            if (!HasValue) ThrowNoValue();
            return ref Value;
        }
    }

    /// <summary>The value, where a reference may not be held: in expression trees, and across an await.</summary>
    /// <exception cref="NoValueException">The rank has no value for it.</exception>
    public T Read => Ref;

    /// <summary>The variable for an <c>out</c> argument: it counts as assigned from here on.</summary>
    public ref T OutRef
    {
        get
        {
            HasValue = true;
            return ref Value;
        }
    }

    /// <summary>Assigns the variable.</summary>
    public T Assign
    {
        set
        {
            Value = value;
            HasValue = true;
        }
    }

    /// <summary>Assigns the variable inside an expression.</summary>
    /// <returns>Always true, so that it can follow a pattern with <c>&amp;&amp;</c>.</returns>
    public bool Capture(T value)
    {
        Assign = value;
        return true;
    }

    /// <inheritdoc/>
    public override Type Type => typeof(T);

    /// <inheritdoc/>
    public override object? Boxed
    {
        get => Value;
        set
        {
            Value = (T)value!;
            HasValue = true;
        }
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        Value = default!;
        HasValue = false;
    }
}

/// <summary>A variable was read on a rank that has no value for it.</summary>
public sealed class NoValueException(string variable, string rank, string? why) : InvalidOperationException(Tell(variable, rank, why))
{
    private static string Tell(string variable, string rank, string? why)
    {
        var isNotebook = rank == RankInfo.NotebookName;
        var reason = why is not null ? $"it {why}"
            : isNotebook ? "the cell that declares it failed, or was stopped, before it was assigned"
            : "the cell that declares it did not run there, or failed before it was assigned";
        return $"'{variable}' has no value {(isNotebook ? "in" : "on")} {rank}: {reason}. Assign it {(isNotebook ? "" : "on this rank ")}first.";
    }

    /// <summary>The variable's name.</summary>
    public string Variable { get; } = variable;
}

/// <summary>What a cell without a result returns.</summary>
public sealed class NoResult
{
    /// <summary>The only instance.</summary>
    public static NoResult Instance { get; } = new();

    private NoResult() { }
}
