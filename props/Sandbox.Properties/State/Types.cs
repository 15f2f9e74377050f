namespace Distribute.Sandbox.Properties.State;

// What cells of the laws would declare.

internal enum Colour : byte
{
    Red,
    Green = 200,
}

internal class Person
{
    private readonly Guid _id;

    public Person(Guid id) => _id = id;

    public Guid Id => _id;

    public required string Name { get; set; }

    public int? Age { get; init; }

    public Person? Friend { get; set; }

    public List<Person> Others { get; } = [];

    public object? Anything { get; set; }
}

internal sealed class Employee(Guid id) : Person(id)
{
    public decimal Pay { get; set; }

    public (Colour Colour, object? Tag) Badge { get; set; }
}

internal sealed record Reading(int Id, double Value, string? Name);

internal sealed record Pair<TFirst, TSecond>(TFirst First, TSecond Second);

internal readonly struct Link(object? target, long weight)
{
    public object? Target { get; } = target;

    public long Weight { get; } = weight;
}

internal struct Plain
{
    public int A;
    public double B;
    public Colour C;
}
