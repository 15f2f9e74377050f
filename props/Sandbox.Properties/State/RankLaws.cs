using Distribute.Compiler;
using Distribute.Properties;
using Distribute.Sandbox.Sessions;

namespace Distribute.Sandbox.Properties.State;

/// <summary>The laws that need ranks which run: one session for all cases, for its cells are the same ones each time.</summary>
public sealed class RankLaws
{
    private const int Ranks = 4;
    private const string SeedName = "laws.seed";
    private const string ValuesName = "laws.values";
    private static readonly CSharpCellCompiler Compiler = new();
    private static readonly Lazy<Task<Session>> Opened = new(OpenAsync);

    // What each pool's x is: an int or a text, by rank.
    private static readonly Dictionary<string, object[]> Concurrent = [];

    private const string Types =
        """
        using System.Collections.Immutable;
        class Item(int id, string name) { public int Id => id; public string Name => name; public Item Friend { get; set; } public override string ToString() => $"{id} {name} {Friend?.Id}"; }
        class Box<T> { public T Value; public object Other; public Func<int, T> Get; }
        static class Maker
        {
            public static object[] Make(int seed)
            {
                var random = new Random(seed);
                var items = Enumerable.Range(0, random.Next(1, 6)).Select(i => new Item(i, "item " + random.Next(3))).ToArray();
                foreach (var item in items) item.Friend = random.Next(2) == 0 ? null : items[random.Next(items.Length)];
                var list = new List<Item>(items.Where(_ => random.Next(2) == 0)) { items[0] };
                var by = new Dictionary<string, List<Item>>();
                foreach (var item in items) (by.TryGetValue(item.Name, out var known) ? known : by[item.Name] = new()).Add(item);
                var box = new Box<Item> { Value = items[^1], Other = list, Get = i => list[i % list.Count] };
                var queue = new PriorityQueue<Item, int>(items.Select(item => (item, -item.Id)));
                return new object[] { list, by, box, queue, random, ImmutableStack.Create(items), new { box.Value, Count = items.Length }, items.GroupBy(item => item.Name.Length % 2).ToDictionary(group => group.Key, group => group.Sum(item => item.Id)) };
            }

            // Answers depend on what is shared, and what they change shows in the next one.
            public static string Play(object[] state)
            {
                var (list, by, box, queue, random) = ((List<Item>)state[0], (Dictionary<string, List<Item>>)state[1], (Box<Item>)state[2], (PriorityQueue<Item, int>)state[3], (Random)state[4]);
                list.Insert(0, new Item(random.Next(100), "new"));
                box.Value.Friend = box.Get(random.Next(1000));
                by[box.Value.Name].Add(box.Value.Friend);
                var first = queue.TryDequeue(out var item, out var priority) ? $"{item.Id} {priority} {list.Contains(item)} {list.IndexOf(item)}" : "none";
                var sums = (Dictionary<int, int>)state[7];
                return $"{first} {ReferenceEquals(box.Other, list)} {list.Count(i => ReferenceEquals(i, box.Value))} {by.Sum(pair => pair.Value.Count)} {((ImmutableStack<Item>)state[5]).Count(i => ReferenceEquals(i.Friend, box.Value))} {state[6]} {sums.GetValueOrDefault(0)} {random.Next()}";
            }
        }
        """;

    [Cases(300, Arbitrary = [typeof(StateCase.Any)])]
    public async Task What_was_merged_on_other_ranks_gives_the_same_answers_to_later_cells(StateCase drawn)
    {
        var session = await Opened.Value;
        // By a way that leaves the cells' texts the same: then they are compiled once for all cases.
        AppContext.SetData(SeedName, drawn.Seed);
        await Run($"var state = Maker.Make((int)AppContext.GetData(\"{SeedName}\"));", new DistributeOptions { Count = Ranks, Ranks = [drawn.Seed % 2 == 0 ? 0 : Ranks - 1], Share = [] });
        if (drawn.Seed % 2 == 0) Assert.True((await session.SyncAsync("default", ["state"])).Ok);
        else Assert.True((await session.SyncAsync("default", null, Ranks - 1)).Ok);

        var played = await Run("Console.Write(Maker.Play(state)); Console.Write(Maker.Play(state));", new DistributeOptions { Count = Ranks, Share = [] });

        Assert.NotEmpty(played.Ranks[0].Stdout);
        Assert.All(played.Ranks, rank => Assert.Equal(played.Ranks[0].Stdout, rank.Stdout));
    }

    [Cases(300, Arbitrary = [typeof(StateCase.Any)])]
    public async Task Gathering_what_was_scattered_over_ranks_gives_the_same_in_order(StateCase drawn)
    {
        var (session, random) = (await Opened.Value, drawn.Random());
        var (numbers, texts) = (Enumerable.Range(0, random.Next(40)).ToArray(), Enumerable.Range(0, random.Next(10)).Select(i => $"text {i}").ToList());
        AppContext.SetData(ValuesName, (numbers, texts));
        var count = random.Next(1, Ranks + 1);

        await Run($"var (numbers, texts) = ((int[], List<string>))AppContext.GetData(\"{ValuesName}\");", null);
        await Run("var (part, piece) = (numbers, texts);", new DistributeOptions { Pool = "parts", Count = count, Share = [], Scatter = ["numbers", "texts"], Gather = ["part", "piece"] });

        var (parts, pieces) = (await session.ReadAsync<int[][]>("part"), await session.ReadAsync<List<string>[]>("piece"));
        Assert.Equal((count, count), (parts.Length, pieces.Length));
        Assert.Equal(numbers, parts.SelectMany(part => part));
        Assert.Equal(texts, pieces.SelectMany(piece => piece));
        Assert.InRange(parts.Max(part => part.Length) - parts.Min(part => part.Length), 0, 1);
    }

    [Cases(300, Arbitrary = [typeof(StateCase.Any)])]
    public async Task Pools_that_are_asked_at_once_never_see_each_other(StateCase drawn)
    {
        var random = drawn.Random();
        await Task.WhenAll(new[] { "p", "q", "r" }.Select(name => (name, kind: random.Next(60), sync: random.Next(3) == 0)).ToList().Select(async chosen =>
        {
            var (name, kind, sync) = chosen;
            object[]? known;
            lock (Concurrent) known = Concurrent.GetValueOrDefault(name);
            var (code, values) = kind switch
            {
                // Mostly without declaring, so that most cells are compiled once for all cases.
                > 1 when known?[0] is int => ("x += 3; Console.Write(x);", known.Select(value => (object)((int)value + 3)).ToArray()),
                > 1 when known is not null => ("x = name + x[^1]; Console.Write(x);", [.. known.Select(value => (object)$"{name}{((string)value)[^1]}")]),
                0 => ("var x = __process_id__; var name = \"i\"; Console.Write(x);", [0, 1]),
                _ => ($"var x = \"t\" + __process_id__; var name = \"{name}\"; Console.Write(x);", new object[] { "t0", "t1" }),
            };
            var result = await Run(code, new DistributeOptions { Pool = name, Count = 2, Share = [], Sync = sync ? new SyncSelection(false, null) : null });
            Assert.Equal(values.Select(value => $"{value}"), result.Ranks.Select(rank => rank.Stdout));
            lock (Concurrent) Concurrent[name] = sync ? [values[0], values[0]] : values;
        }));
    }

    private static async Task<Session> OpenAsync()
    {
        var session = Session.Open(Compiler);
        var result = await session.RunAsync(new CellRequest { Code = Types, ExecutionCount = 1 });
        return result.Ok ? session : throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Select(diagnostic => diagnostic.Message)));
    }

    private static async Task<CellResult> Run(string code, DistributeOptions? options)
    {
        var result = await (await Opened.Value).RunAsync(new CellRequest { Code = code, ExecutionCount = 2, Distribute = options });
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics.Select(diagnostic => diagnostic.Message)) + string.Join('\n', result.Ranks.Select(rank => rank.Outcome)));
        return result;
    }
}
