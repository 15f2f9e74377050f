namespace Distribute.Sandbox.Tests.State;

// The types that cells of the tests would declare.

internal enum ByteSized : byte { Big = 250 }

internal enum LongSized : long { Negative = -5_000_000_000 }

internal record struct Point(int X, double Y);

internal record struct Tagged(string Name, int Value);

internal readonly struct BitVector(int bits) : IEquatable<BitVector>
{
    private readonly int _bits = bits;

    public bool Equals(BitVector other) => _bits == other._bits;

    public override bool Equals(object? obj) => obj is BitVector other && Equals(other);

    public override int GetHashCode() => _bits;
}

internal sealed class Node
{
    public int Value;
    public Node? Next;
    public object? Extra;
}

internal sealed record Reading(int Id, double Value, string Name);

internal sealed record Pair<TFirst, TSecond>(TFirst First, TSecond Second);

internal abstract class Base(int inherited)
{
    private readonly int _inherited = inherited;

    public int Inherited => _inherited;
}

internal sealed class Derived : Base
{
    private readonly string _hidden;

    public Derived(int inherited, string hidden) : base(inherited) => _hidden = hidden;

    public required string Required { get; set; }

    public int Init { get; init; }

    public object? Anything { get; set; }

    public string Hidden => _hidden;
}

internal sealed class Modulo(int by) : IEqualityComparer<int>
{
    public bool Equals(int x, int y) => x % by == y % by;

    public int GetHashCode(int obj) => obj % by;
}

internal sealed class ModelException(string message, Exception inner) : Exception(message, inner)
{
    public int Code { get; set; }
}

internal sealed class Model
{
    public List<Layer> Inner { get; } = [];
}

internal sealed class Layer
{
    public Stream? Stream { get; set; }

    public nint Handle;
}
