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

[Flags]
internal enum BindingFlagsLike { None = 0, A = 1, B = 2, C = 4 }

internal sealed class Labels : System.Collections.ObjectModel.Collection<string>
{
    public int Added { get; private set; }

    protected override void InsertItem(int index, string item)
    {
        Added++;
        base.InsertItem(index, item);
    }
}

internal sealed class Tags : List<string>
{
    public string Owner { get; set; } = "me";
}

internal sealed class Scores() : Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
{
    public string Owner { get; set; } = "me";
}

internal sealed class Dice(int seed) : Random(seed)
{
    public int Rolls { get; private set; }

    public override int Next()
    {
        Rolls++;
        return base.Next(1, 7);
    }
}

internal sealed class Box<T>(T value)
{
    public T Value { get; } = value;
}

internal interface IShape
{
    double Area { get; }
}

internal sealed class Square(double side) : IShape
{
    public double Area => side * side;

    public int Count() => (int)side;
}

internal abstract record Animal(string Name)
{
    public string? Owner { get; init; }
}

internal sealed record Dog(string Name, int Age) : Animal(Name);

internal readonly record struct Money(decimal Amount, string Currency);

internal sealed class Account
{
    private static int _next;
    private readonly int _id = ++_next;

    public Account(decimal balance) => Balance = balance;

    public decimal Balance { get; private set; }

    public int Id => _id;
}

internal sealed class Counter
{
    private event Func<int>? Raised;

    public Counter(int by) => Raised += () => Total += by;

    public int Total { get; private set; }

    public int Raise() => Raised?.Invoke() ?? 0;
}

internal readonly struct Pieces(string[] pieces) : IEnumerable<string>
{
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)pieces).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
