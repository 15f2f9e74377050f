using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using static Distribute.Sandbox.Tests.State.Copying;

namespace Distribute.Sandbox.Tests.State;

public sealed class RoundTripTests
{
    public static TheoryData<object> Scalars() =>
    [
        true, (byte)200, (sbyte)-3, (short)-300, (ushort)60000, -70000, 4000000000u, long.MinValue, ulong.MaxValue, 1.5f, double.NaN, -0.0,
        'x', '\ud800', "", "text", "\ud800 alone", "zażółć 🎈", new string('ł', 500), new string('x', 63) + '\udfff', new string('é', 31), 1.10m, decimal.MinValue,
        new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Local),
        new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(5)), new DateOnly(2020, 1, 2), new TimeOnly(3, 4), TimeSpan.FromTicks(77),
        Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff"), new Uri("https://example.org/a%20b?c#d"), new Uri("a/b", UriKind.Relative), new Version(1, 2, 3, 4),
        BigInteger.Pow(-7, 300), new Complex(1, -2), (Half)1.5f, Int128.MinValue, UInt128.MaxValue, DayOfWeek.Friday, ByteSized.Big, LongSized.Negative,
        (1, "two", 3.0), Tuple.Create(1, "b"), 1..^2, ^3, new KeyValuePair<string, int>("k", 1), typeof(List<int>), typeof(Dictionary<,>), typeof(int[,]), typeof(Point),
        DBNull.Value, new BitVector(5), new Vector3(1, 2, 3), new Rune(0x1F388), new CultureInfo("de-DE"), CultureInfo.InvariantCulture, TimeZoneInfo.Utc, Encoding.UTF8,
        XName.Get("{urn:x}a"), new JsonNodeOptions(),
    ];

    [Theory]
    [MemberData(nameof(Scalars), DisableDiscoveryEnumeration = true)]
    public void A_scalar_arrives_equal(object value)
    {
        var copy = Copy(value);

        Assert.Equal(value.GetType(), copy.GetType());
        Assert.Equal(value, copy);
    }

    [Fact]
    public void A_null_and_a_nullable_arrive()
    {
        Assert.Null(Copy<string?>(null));
        Assert.Equal(5, Copy<int?>(5));
        Assert.Null(Copy<int?>(null));
        Assert.Equal([1, null, 3], Copy(new int?[] { 1, null, 3 }));
        Assert.Equal([(1, null), (2, "b")], Copy(new (int, string?)?[] { (1, null), (2, "b") }));
    }

    public static TheoryData<IEnumerable> Sequences() =>
    [
        new[] { 1, 2, 3 }, Array.Empty<int>(), new[] { "a", null, "c" }, new object?[] { 1, "b", null, 2.5 }, Enumerable.Range(0, 5000).ToArray(),
        new int[][] { [1], [], [2, 3] }, new[,] { { 1, 2 }, { 3, 4 } }, new[,,] { { { "a" }, { "b" } } }, Array.CreateInstance(typeof(int), [2, 2], [5, 7]),
        new bool[] { true, false }, new DateTime[] { DateTime.UnixEpoch }, new Point[] { new(1, 2.5) }, new Tagged[] { new("a", 1) }, new decimal[] { 1.5m },
        new List<int> { 1, 2 }, new List<string> { "a" }, Enumerable.Range(0, 3000).Select(i => (double)i).ToList(), new LinkedList<int>([1, 2, 3]), new Queue<string>(["a", "b"]), new Stack<int>([1, 2]),
        new SortedSet<string>(["b", "a"], StringComparer.OrdinalIgnoreCase), new SortedDictionary<string, int> { ["b"] = 1, ["a"] = 2 }, new SortedList<int, string> { [2] = "b", [1] = "a" },
        new HashSet<int> { 3, 1 }, new Dictionary<string, int> { ["a"] = 1 }, new OrderedDictionary<string, int> { ["z"] = 1, ["a"] = 2 }, new Hashtable { ["a"] = 1 },
        new ConcurrentDictionary<int, string>([KeyValuePair.Create(1, "a")]), new ConcurrentQueue<int>([1, 2]), new ConcurrentStack<int>([1, 2]), new ConcurrentBag<int>([1, 2]),
        ImmutableArray.Create(1, 2), ImmutableList.Create("a", "b"), ImmutableDictionary.Create<string, int>().Add("a", 1), ImmutableHashSet.Create(1, 2), ImmutableSortedSet.Create(2, 1),
        ImmutableSortedDictionary.Create<int, string>().Add(1, "a"), ImmutableQueue.Create(1, 2), ImmutableStack.Create(1, 2),
        new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary(), new[] { "x", "yy" }.ToFrozenSet(), new[] { 1, 2, 3 }.ToLookup(i => i % 2), new BitArray([true, false]),
        new ArraySegment<int>([1, 2, 3], 1, 2), new System.Collections.ObjectModel.ObservableCollection<int> { 1 }, new System.Collections.ObjectModel.ReadOnlyCollection<int>([1]), new ArrayList { 1, "b" },
    ];

    [Theory]
    [MemberData(nameof(Sequences), DisableDiscoveryEnumeration = true)]
    public void A_collection_arrives_equal(IEnumerable value)
    {
        var copy = Copy(value);

        Assert.Equal(value.GetType(), copy.GetType());
        Assert.Equal(value.Cast<object>(), copy.Cast<object>());
        if (value is Array { Rank: > 1 } array) Assert.Equal(array.GetLowerBound(1), ((Array)copy).GetLowerBound(1));
    }

    [Fact]
    public void Dictionaries_keep_their_comparers()
    {
        Assert.Equal(1, Copy(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 })["a"]);
        Assert.Contains("A", Copy(new HashSet<string>(StringComparer.InvariantCultureIgnoreCase) { "a" }));
        Assert.Equal(1, Copy(new Dictionary<int, int>(new Modulo(10)) { [3] = 1 })[13]);
        Assert.True(Copy(new Dictionary<string, int> { ["A"] = 1 }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase)).ContainsKey("a"));
        Assert.True(Copy(ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase).Add("A", 1)).ContainsKey("a"));
        Assert.Same(StringComparer.Ordinal, Copy(StringComparer.Ordinal));
    }

    [Fact]
    public void Identity_hashed_keys_are_found_after_the_copy()
    {
        var (first, second) = (new Node { Value = 1 }, new Node { Value = 2 });
        var map = new Dictionary<Node, string> { [first] = "one", [second] = "two" };
        var set = new HashSet<Node> { first };
        var nested = new HashSet<HashSet<Node>>(HashSet<Node>.CreateSetComparer()) { set };

        var (keys, values, sets, groups) = Copy((new[] { first, second }, map, set, nested));

        Assert.Equal("one", values[keys[0]]);
        Assert.Equal("two", values[keys[1]]);
        Assert.Contains(keys[0], sets);
        Assert.Contains(sets, groups);
    }

    [Fact]
    public async Task Working_collections_go_on_working()
    {
        var queue = Copy(new PriorityQueue<string, int>([("b", 2), ("a", 1)]));
        Assert.Equal("a", queue.Dequeue());
        var sorted = Copy(new SortedDictionary<int, string>(Comparer<int>.Create((a, b) => b - a)) { [1] = "a", [2] = "b" });
        sorted[3] = "c";
        Assert.Equal([3, 2, 1], sorted.Keys);
        var list = new LinkedList<int>([1, 2]);
        var (copy, last) = Copy((list, list.Last!));
        Assert.Same(copy.Last, last);
        Assert.Equal(3, Copy(new Lazy<int>(() => 3)).Value);
        Assert.Equal(4, await Copy(Task.FromResult(4)));
        Assert.True(Copy(Task.CompletedTask).IsCompleted);
    }

    [Fact]
    public void Windows_on_one_array_stay_on_one_array()
    {
        var array = new[] { 1, 2, 3, 4 };
        var (memory, tail, whole, text) = Copy((array.AsMemory(1, 2), (ReadOnlyMemory<int>)array.AsMemory(3), array, "abcdef".AsMemory(2, 3)));

        whole[1] = 20;
        Assert.Equal([20, 3], memory.ToArray());
        Assert.Equal([4], tail.ToArray());
        Assert.Equal("cde", text.ToString());
    }

    [Fact]
    public void A_random_goes_on_where_it_was()
    {
        foreach (var random in new[] { new Random(5), new Random() })
        {
            random.Next();
            var copy = Copy(random);
            Assert.Equal(random.Next(), copy.Next());
            Assert.Equal(random.NextDouble(), copy.NextDouble());
        }
    }

    [Fact]
    public void Text_tools_arrive()
    {
        Assert.Equal("ab", Copy(new StringBuilder("a").Append('b')).ToString());
        var regex = Copy(new Regex("^a+", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(2)));
        Assert.Matches(regex, "AAb");
        Assert.Equal(TimeSpan.FromSeconds(2), regex.MatchTimeout);
        Assert.Equal("""{"a":[1,2]}""", Copy(JsonDocument.Parse("""{"a":[1,2]}""")).RootElement.GetRawText());
        Assert.Equal(2, Copy(JsonDocument.Parse("""{"a":[1,2]}""").RootElement.GetProperty("a")[1]).GetInt32());
        var root = JsonNode.Parse("""{"a":[{"b":1}]}""")!;
        var (copy, inner) = Copy((root, root["a"]![0]!));
        inner["b"] = 5;
        Assert.Equal("""{"a":[{"b":5}]}""", copy.ToJsonString());
        Assert.Equal("v", Copy(XElement.Parse("<r><e>v</e></r>")).Element("e")!.Value);
    }

    [Fact]
    public void An_exception_keeps_what_it_says()
    {
        var thrown = Record.Exception(() => Throw(new ModelException("outer", new ArgumentNullException("x")) { Code = 7, Data = { ["k"] = 1 } }));

        var copy = Assert.IsType<ModelException>(Copy(thrown));

        Assert.Equal("outer", copy.Message);
        Assert.Equal(7, copy.Code);
        Assert.Equal(1, copy.Data["k"]);
        Assert.Equal("x", Assert.IsType<ArgumentNullException>(copy.InnerException).ParamName);
        Assert.Contains(nameof(Throw), copy.StackTrace);
    }

    [Fact]
    public void A_class_keeps_all_its_fields()
    {
        var copy = Copy<Base>(new Derived(5, "secret") { Required = "r", Init = 9, Anything = new Pair<int, string>(1, "b") });

        var derived = Assert.IsType<Derived>(copy);
        Assert.Equal((5, "secret", "r", 9), (derived.Inherited, derived.Hidden, derived.Required, derived.Init));
        Assert.Equal(new Pair<int, string>(1, "b"), derived.Anything);
        Assert.Equal(new { A = 1, B = new { C = "x" } }, Copy(new { A = 1, B = new { C = "x" } }));
    }

    [Fact]
    public void A_lambda_brings_what_it_captured()
    {
        var counter = new Node { Value = 1 };
        Func<int, int> add = by => counter.Value += by;
        Action twice = () => counter.Value *= 2;
        twice += twice;

        var (node, copyAdd, copyTwice, parse) = Copy((counter, add, twice, (Func<string, int>)int.Parse));

        Assert.Equal(4, copyAdd(3));
        copyTwice();
        Assert.Equal(16, node.Value);
        Assert.Equal(1, counter.Value);
        Assert.Equal(12, parse("12"));
        Assert.Equal("b", Copy((Func<string, string>)Echo<string>)("b"));
    }

    [Fact]
    public void A_deferred_query_stays_deferred()
    {
        var source = new List<int> { 1, 2, 3 };
        var (list, query) = Copy((source, source.Where(i => i > 1).Select(i => i * 10)));

        list.Add(4);

        Assert.Equal([20, 30, 40], query);
    }

    private static void Throw(Exception exception) => throw exception;

    private static T Echo<T>(T value) => value;
}
