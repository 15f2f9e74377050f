using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Data;
using System.Dynamic;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Distribute.Sandbox.Tests.State;

/// <summary>One kind of value that people put in variables, and how to tell that a copy of it is as good.</summary>
public sealed class TypeCase
{
    private readonly Action _check;

    private TypeCase(string name, Action check) => (Name, _check) = (name, check);

    /// <summary>What it is.</summary>
    public string Name { get; }

    /// <summary>A value and what its copy and it must both say; asked once of each, for asking may change it.</summary>
    public static TypeCase Of<T>(string name, Func<T> make, Func<T, object?> say) => new(name, () =>
    {
        var source = make();
        var copy = Copying.Copy(source);
        Assert.Equal(source!.GetType(), copy!.GetType());
        Assert.True(typeof(T).IsValueType || !ReferenceEquals(source, copy));
        Assert.Equal(say(source), say(copy));
        // The same holds where the value stands as an object among others.
        var second = make();
        var among = Copying.Copy(new object[] { second!, "beside" });
        Assert.Equal(say(second), say((T)among[0]));
    });

    /// <summary>Checks it.</summary>
    public void Check() => _check();

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The table of types beyond the plain ones of <see cref="RoundTripTests"/>.</summary>
internal static class TypeTable
{
    private static IEnumerable<TypeCase> Values() =>
    [
        TypeCase.Of("tuple of nine", () => (1, "b", 3.0, '4', 5L, 6f, 7m, (byte)8, "nine"), x => x),
        TypeCase.Of("Tuple of eight", () => Tuple.Create(1, 2, 3, 4, 5, 6, 7, "8"), x => x),
        TypeCase.Of("nullable struct as object", () => (object)new Point(1, 2), x => x),
        TypeCase.Of("flags", () => BindingFlagsLike.A | BindingFlagsLike.C, x => x),
        TypeCase.Of("vectors", () => (new Vector<int>(3), Vector128.Create(1, 2, 3, 4), Matrix4x4.Identity, Quaternion.Identity), x => x),
        TypeCase.Of("range and index arrays", () => new[] { 1..^2, .. }, x => x),
        TypeCase.Of("jagged of rank 2", () => new[] { new[,] { { 1, 2 } }, null, new int[0, 3] }, x => $"{x[0]![0, 1]} {x[1] is null} {x[2]!.GetLength(1)}"),
        TypeCase.Of("array of structs with references", () => new[] { new Tagged("a", 1), default }, x => x),
        TypeCase.Of("covariant array", () => (object[])new string[] { "a", null! }, x => x),
        TypeCase.Of("ReadOnlySequence", () => new System.Buffers.ReadOnlySequence<byte>([1, 2, 3], 1, 2), x => System.Buffers.BuffersExtensions.ToArray(x)),
        TypeCase.Of("network addresses", () => new IPEndPoint(IPAddress.Parse("fe80::1"), 80), x => $"{x}"),
        TypeCase.Of("stopwatch", () => new System.Diagnostics.Stopwatch(), x => x.Elapsed),
    ];

    private static IEnumerable<TypeCase> Collections() =>
    [
        TypeCase.Of("PriorityQueue with comparer", () => new PriorityQueue<string, int>([("a", 1), ("b", 2), ("c", 3)], Comparer<int>.Create((a, b) => b - a)), x => Drain(x)),
        TypeCase.Of("wrapped Queue", Wrapped, x => string.Join(',', x)),
        TypeCase.Of("SortedSet with culture comparer", () => new SortedSet<string>(["b", "A", "a"], StringComparer.Create(CultureInfo.GetCultureInfo("de-DE"), true)), x => $"{string.Join(',', x)} {x.Contains("B")}"),
        TypeCase.Of("SortedList with comparer", () => new SortedList<int, string>(Comparer<int>.Create((a, b) => b - a)) { [1] = "a", [2] = "b" }, x => string.Join(',', x.Values)),
        TypeCase.Of("SortedSet view", () => new SortedSet<int>([1, 2, 3, 4]).GetViewBetween(2, 3), x => string.Join(',', x)),
        TypeCase.Of("dictionary keys and values", () => new Dictionary<string, int> { ["a"] = 1 }.Keys, x => string.Join(',', x)),
        TypeCase.Of("dictionary of dictionaries", () => new Dictionary<string, Dictionary<int, List<string>>> { ["a"] = new() { [1] = ["x"] } }, x => x["a"][1][0]),
        TypeCase.Of("dictionary with tuple keys", () => new Dictionary<(int, string), double> { [(1, "a")] = 2.5 }, x => x[(1, "a")]),
        TypeCase.Of("dictionary with record keys", () => new Dictionary<Reading, int> { [new Reading(1, 2, "a")] = 3 }, x => x[new Reading(1, 2, "a")]),
        TypeCase.Of("ConcurrentDictionary with comparer", () => new ConcurrentDictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 }, x => x["a"]),
        TypeCase.Of("ReadOnlyDictionary", () => new ReadOnlyDictionary<string, int>(new Dictionary<string, int> { ["a"] = 1 }), x => x["a"]),
        TypeCase.Of("Collection of the person's", () => new Labels { "a", "b" }, x => $"{x.Added} {string.Join(',', x)}"),
        TypeCase.Of("list of the person's", () => new Tags { "a" }, x => $"{x.Owner} {x[0]} {x.Count}"),
        TypeCase.Of("dictionary of the person's", () => new Scores { ["A"] = 1 }, x => $"{x.Owner} {x["a"]}"),
        TypeCase.Of("immutable builders", () => (ImmutableArray.CreateBuilder<int>(), Filled(ImmutableList.CreateBuilder<string>())), x => $"{x.Item1.Count} {string.Join(',', x.Item2)}"),
        TypeCase.Of("sorted immutable with comparer", () => ImmutableSortedDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase).Add("A", 1), x => x["a"]),
        TypeCase.Of("default ImmutableArray", () => new[] { default(ImmutableArray<int>), [1] }, x => $"{x[0].IsDefault} {x[1][0]}"),
        TypeCase.Of("NameValueCollection", () => new NameValueCollection { { "a", "1" }, { "A", "2" } }, x => x["a"]),
        TypeCase.Of("old collections", () => new object[] { new StringCollection { "a" }, new HybridDictionary { ["k"] = 1 }, new ListDictionary { ["k"] = 2 }, new SortedList { ["k"] = 3 }, new Stack(new[] { 4 }), new Queue(new[] { 5 }) },
            x => $"{((StringCollection)x[0])[0]} {((HybridDictionary)x[1])["k"]} {((ListDictionary)x[2])["k"]} {((SortedList)x[3])["k"]} {((Stack)x[4]).Peek()} {((Queue)x[5]).Peek()}"),
        TypeCase.Of("grouping", () => new[] { 1, 2, 3 }.GroupBy(i => i % 2).ToList(), x => string.Join(';', x.Select(g => $"{g.Key}:{string.Join(',', g)}"))),
        TypeCase.Of("iterator that has not begun", () => Squares(3), x => string.Join(',', x)),
        TypeCase.Of("ordered query", () => new[] { "b", "a" }.OrderBy(s => s).ThenBy(s => s.Length), x => string.Join(',', x)),
        TypeCase.Of("expando", Expando, x => $"{((IDictionary<string, object?>)x)["Name"]} {((dynamic)x).Sum}"),
        TypeCase.Of("DataTable", Table, x => $"{x.TableName} {x.Rows.Count} {x.Rows[1]["name"]} {x.Select("id > 1").Length} {x.Columns["id"]!.DataType}"),
    ];

    private static IEnumerable<TypeCase> Tools() =>
    [
        TypeCase.Of("culture with other separators", Separators, x => $"{1.5.ToString(x)} {new DateTime(2024, 2, 29).ToString("d", x)} {x.IsReadOnly}"),
        TypeCase.Of("number format", () => new NumberFormatInfo { NumberDecimalSeparator = "!" }, x => 1.5.ToString(x)),
        TypeCase.Of("date format", () => new DateTimeFormatInfo { ShortDatePattern = "yyyy/MM", DateSeparator = "#" }, x => new DateTime(2024, 2, 29).ToString("d", x)),
        TypeCase.Of("regex with options", () => new Regex("(?<n>a+)b", RegexOptions.Compiled | RegexOptions.IgnoreCase), x => x.Match("xAAb").Groups["n"].Value),
        TypeCase.Of("regex match", () => Regex.Match("xaab", "(?<n>a+)b"), x => $"{x.Groups["n"].Value} {x.Index}"),
        TypeCase.Of("encodings", () => new Encoding[] { new UTF8Encoding(true, true), new UnicodeEncoding(true, true), Encoding.Latin1 }, x => string.Join(',', x.Select(e => $"{e.WebName}{e.GetPreamble().Length}"))),
        TypeCase.Of("string builder of the size of a book", () => new StringBuilder().Append('x', 100_000).Append('ż'), x => x.ToString()),
        TypeCase.Of("json with comments", () => JsonDocument.Parse("""{ "a": [1, /* two */ 2,] }""", new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }), x => x.RootElement.GetProperty("a")[1].GetInt32()),
        TypeCase.Of("deep json", () => JsonDocument.Parse(new string('[', 200) + new string(']', 200), new JsonDocumentOptions { MaxDepth = 300 }), x => x.RootElement.GetRawText()),
        TypeCase.Of("json nodes of C# values", () => new JsonObject { ["a"] = 1, ["b"] = new JsonArray("x", null, 2.5), ["c"] = JsonValue.Create(DateTime.UnixEpoch) }, x => x.ToJsonString()),
        TypeCase.Of("xml", () => XDocument.Parse("<r a='1'><!-- c --><e>v</e></r>"), x => x.ToString()),
        TypeCase.Of("random of a seed", () => new Random(5), x => (x.Next(), x.NextDouble(), x.NextInt64())),
        TypeCase.Of("random of the person's", () => new Dice(7), x => x.Next()),
        TypeCase.Of("comparers", () => new object[] { StringComparer.Create(CultureInfo.GetCultureInfo("tr-TR"), true), EqualityComparer<int>.Default, Comparer<string>.Create((a, b) => a.Length - b.Length), new Modulo(3) },
            x => $"{((StringComparer)x[0]).Equals("i", "İ")} {((IEqualityComparer<int>)x[1]).Equals(1, 1)} {((IComparer<string>)x[2]).Compare("aa", "b")} {((IEqualityComparer<int>)x[3]).Equals(1, 4)}"),
        TypeCase.Of("aggregate of exceptions", () => new AggregateException("all", new InvalidOperationException("a"), new KeyNotFoundException("b")), x => $"{x.Message} {x.InnerExceptions.Count} {x.InnerExceptions[1].GetType().Name}"),
        TypeCase.Of("types", () => new[] { typeof(int), typeof(List<Node>), typeof(Dictionary<,>), typeof(Node[]), typeof(void) }, x => x),
        TypeCase.Of("default cancellation token", () => new Box<CancellationToken>(default), x => x.Value.CanBeCanceled),
    ];

    private static IEnumerable<TypeCase> Code() =>
    [
        TypeCase.Of("anonymous objects in a list", () => new[] { new { A = 1, B = "x" }, new { A = 2, B = "y" } }.ToList(), x => x[1]),
        TypeCase.Of("interface-held", () => (IShape)new Square(3), x => x.Area),
        TypeCase.Of("generic of the person's", () => new Box<Box<List<int>>>(new Box<List<int>>([1, 2])), x => x.Value.Value[1]),
        TypeCase.Of("record with inheritance", () => (Animal)new Dog("Rex", 3) { Owner = "me" }, x => x),
        TypeCase.Of("record struct", () => new Money(1.5m, "EUR"), x => x),
        TypeCase.Of("class without a default constructor", () => new Account(5), x => (x.Balance, x.Id)),
        TypeCase.Of("backing fields and events", () => new Counter(3), x => x.Raise()),
        TypeCase.Of("tree of delegates", () => Compose(3), x => x(2)),
        TypeCase.Of("recursive lambda", Factorial, x => x(5)),
        TypeCase.Of("method of an object", () => (Func<int>)new Square(4).Count, x => x()),
        TypeCase.Of("generic static method", () => (Func<int, int>)Same<int>, x => x(6)),
        TypeCase.Of("delegate of a framework type", () => (Converter<string, int>)int.Parse, x => x("7")),
        TypeCase.Of("lazy with a value", () => Made(new Lazy<int>(() => 3)), x => (x.IsValueCreated, x.Value)),
        TypeCase.Of("ended tasks", () => new object[] { Task.FromResult("a"), ValueTask.FromResult(5) }, x => $"{((Task<string>)x[0]).Result} {((ValueTask<int>)x[1]).Result}"),
        TypeCase.Of("struct with interface and references", () => (IEnumerable<string>)new Pieces(["a", "b"]), x => string.Join(',', x)),
    ];

    /// <summary>All rows.</summary>
    public static TheoryData<TypeCase> All() => [.. Values(), .. Collections(), .. Tools(), .. Code()];

    private static string Drain(PriorityQueue<string, int> queue)
    {
        var text = "";
        while (queue.TryDequeue(out var item, out var priority)) text += $"{item}{priority} ";
        return text;
    }

    private static Queue<int> Wrapped()
    {
        var queue = new Queue<int>([1, 2, 3, 4]);
        queue.Dequeue();
        queue.Enqueue(5);
        return queue;
    }

    private static ImmutableList<string>.Builder Filled(ImmutableList<string>.Builder builder)
    {
        builder.AddRange(["a", "b"]);
        return builder;
    }

    private static IEnumerable<int> Squares(int count)
    {
        for (var i = 0; i < count; i++) yield return i * i;
    }

    private static ExpandoObject Expando()
    {
        dynamic made = new ExpandoObject();
        made.Name = "x";
        made.Sum = 3;
        return made;
    }

    private static DataTable Table()
    {
        var table = new DataTable("t") { Columns = { { "id", typeof(int) }, { "name", typeof(string) } } };
        table.Rows.Add(1, "a");
        table.Rows.Add(2, "b");
        return table;
    }

    private static CultureInfo Separators()
    {
        var culture = (CultureInfo)CultureInfo.GetCultureInfo("de-DE").Clone();
        culture.NumberFormat.NumberDecimalSeparator = "!";
        culture.DateTimeFormat.ShortDatePattern = "yyyy-MM-dd";
        return culture;
    }

    private static Func<int, int> Compose(int depth) => depth == 0 ? x => x + 1 : Twice(Compose(depth - 1));

    private static Func<int, int> Twice(Func<int, int> inner) => x => inner(inner(x));

    private static Func<int, int> Factorial()
    {
        Func<int, int> self = null!;
        self = n => n < 2 ? 1 : n * self(n - 1);
        return self;
    }

    private static T Same<T>(T value) => value;

    private static Lazy<int> Made(Lazy<int> lazy) => lazy.Value > 0 ? lazy : throw new InvalidOperationException();
}

public sealed class TypeTableTests
{
    public static TheoryData<TypeCase> Cases() => TypeTable.All();

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void A_copy_says_what_its_source_says(TypeCase row) => row.Check();
}
