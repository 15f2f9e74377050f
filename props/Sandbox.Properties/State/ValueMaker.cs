using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;

namespace Distribute.Sandbox.Properties.State;

/// <summary>Makes random graphs of values: what it made before comes again as an alias, and persons close cycles.</summary>
internal sealed class ValueMaker(Random random)
{
    private const int MostItems = 4;

    // More than a snapshot keeps in place, so that blocks are tried too.
    private const int ManyItems = 700;

    private readonly List<object> _made = [];
    private readonly List<Person> _persons = [];

    /// <summary>Variables of random types.</summary>
    public List<object?> Roots(int count)
    {
        var roots = Enumerable.Range(0, count).Select(_ => Any(4)).ToList();
        foreach (var person in _persons)
        {
            person.Friend = random.Next(3) == 0 ? null : OneOf(_persons);
            for (var others = random.Next(3); others > 0; others--) person.Others.Add(OneOf(_persons));
            if (random.Next(2) == 0) person.Anything = OneOf(_made);
        }

        return roots;
    }

    private object? Any(int depth)
    {
        if (_made.Count > 0 && random.Next(6) == 0) return OneOf(_made);
        if (depth == 0 || random.Next(4) == 0) return Leaf();
        var value = random.Next(3) == 0 ? Thing(depth - 1) : Collection(depth - 1);
        _made.Add(value);
        return value;
    }

    private object? Leaf() => random.Next(22) switch
    {
        0 => null,
        1 => random.Next(int.MinValue, int.MaxValue),
        2 => random.NextInt64(),
        3 => OneOf([0.0, -0.0, double.NaN, double.Epsilon, random.NextDouble()]),
        4 => OneOf([1.10m, decimal.MinValue, (decimal)random.NextDouble()]),
        5 => random.Next(2) == 0,
        6 => (char)random.Next(char.MaxValue + 1),
        7 => new DateTime(random.NextInt64(DateTime.MaxValue.Ticks), OneOf([DateTimeKind.Utc, DateTimeKind.Local, DateTimeKind.Unspecified])),
        8 => new Guid(Bytes(16)),
        9 => new BigInteger(Bytes(random.Next(1, 40))),
        10 => OneOf([Colour.Red, Colour.Green, (Colour)7]),
        11 => TimeSpan.FromTicks(random.NextInt64()),
        12 => (Half)random.NextDouble(),
        13 => new Complex(random.NextDouble(), random.NextDouble()),
        14 => new Int128((ulong)random.NextInt64(), (ulong)random.NextInt64()),
        15 => (random.Next(), Text()),
        16 => new Plain { A = random.Next(), B = random.NextDouble(), C = Colour.Green },
        17 => OneOf([typeof(int), typeof(List<Person>), typeof(Pair<,>), typeof(Employee[])]),
        18 => new Version(random.Next(9), random.Next(9)),
        _ => Text(),
    };

    private object Thing(int depth) => random.Next(10) switch
    {
        0 or 1 or 2 => MakePerson(depth),
        3 => new Reading(random.Next(), random.NextDouble(), Text()),
        4 => new Pair<object?, int>(Any(depth), random.Next()),
        5 => new Link(Any(depth), random.NextInt64()),
        6 => Call(depth),
        7 => new JsonObject { ["a"] = random.Next(), ["b"] = new JsonArray("x", random.NextDouble()) },
        8 => new StringBuilder(Text()),
        _ => new InvalidOperationException(Text()) { Data = { ["k"] = random.Next() } },
    };

    private object Collection(int depth) => random.Next(20) switch
    {
        0 => Enumerable.Range(0, Count()).Select(_ => random.Next()).ToArray(),
        1 => Enumerable.Range(0, Count()).Select(_ => random.NextDouble()).ToList(),
        2 => new Plain[Count()],
        3 => new[,] { { Text(), null }, { null, Text() } },
        4 => Items(depth).ToArray(),
        5 => Items(depth),
        6 => new Dictionary<string, object?>(Named(depth), random.Next(2) == 0 ? StringComparer.OrdinalIgnoreCase : null),
        7 => Items(depth).OfType<Person>().Append(MakePerson(depth)).Distinct().ToDictionary(person => person, _ => random.Next()),
        8 => new HashSet<object>(Items(depth).Where(item => item is Person or string or int or Guid)!),
        9 => new Stack<object?>(Items(depth)),
        10 => new Queue<object?>(Items(depth)),
        11 => new LinkedList<object?>(Items(depth)),
        12 => new SortedDictionary<int, object?> { [random.Next()] = Any(depth), [-1] = Any(depth) },
        13 => new ConcurrentQueue<object?>(Items(depth)),
        14 => Items(depth).ToImmutableList(),
        15 => Named(depth).ToFrozenDictionary(),
        16 => Items(depth).Select(item => new Link(item, 1)).ToArray(),
        17 => new Dictionary<(int, string), Reading> { [(random.Next(), "k")] = new(1, 2, Text()) },
        18 => new Memory<int>(Enumerable.Range(0, Count() + 3).ToArray(), 1, 2),
        _ => new[] { Items(depth).ToArray(), [], null },
    };

    private Person MakePerson(int depth)
    {
        var id = new Guid(Bytes(16));
        var person = random.Next(2) == 0
            ? new Person(id) { Name = Text(), Age = random.Next(2) == 0 ? null : random.Next() }
            : new Employee(id) { Name = Text(), Pay = random.Next(), Badge = (Colour.Green, Any(depth)) };
        _persons.Add(person);
        _made.Add(person);
        return person;
    }

    private Func<int> Call(int depth)
    {
        var (who, by) = (MakePerson(depth), random.Next());
        return () => who.Name.Length + by;
    }

    private List<object?> Items(int depth) => [.. Enumerable.Range(0, random.Next(MostItems + 1)).Select(_ => Any(depth))];

    private Dictionary<string, object?> Named(int depth) => Items(depth).Select((value, at) => (value, at)).ToDictionary(pair => $"k{pair.at}", pair => pair.value);

    private string Text() => OneOf(["", "a", "zażółć 🎈", "\ud800", new string('x', random.Next(20, 200)), $"name {random.Next(5)}"]);

    private int Count() => random.Next(5) == 0 ? ManyItems : random.Next(MostItems);

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private T OneOf<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];
}
