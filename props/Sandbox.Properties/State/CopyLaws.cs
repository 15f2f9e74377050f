using Distribute.Contracts.Isolates;
using Distribute.Contracts.State;
using Distribute.Properties;

namespace Distribute.Sandbox.Properties.State;

/// <summary>What holds of every copy between ranks, whatever the variables hold.</summary>
public sealed class CopyLaws
{
    [Cases(300, Arbitrary = [typeof(StateCase.Any)])]
    public void Merging_a_snapshot_gives_what_it_was_taken_of(StateCase drawn)
    {
        var random = drawn.Random();
        var (source, ids) = Rank(0, random);
        var target = Like(1, source, ids);
        var snapshot = Take(source, ids, random);

        target.Variables.Merge(snapshot, null);

        Assert.Empty(snapshot.Refused);
        Assert.Equal(source.Shaped(ids), target.Shaped(ids));
        Assert.Equal(source.Variables.Snapshot(ids).Bytes, target.Variables.Snapshot(ids).Bytes);
    }

    [Cases(300, Arbitrary = [typeof(StateCase.Any)])]
    public void Sync_makes_the_named_variables_equal_and_leaves_the_others_alone(StateCase drawn)
    {
        var random = drawn.Random();
        var (source, ids) = Rank(0, random);
        var named = ids.Where(_ => random.Next(2) == 0).ToList();
        var others = ids.Except(named).ToList();
        foreach (var target in Enumerable.Range(1, random.Next(1, 4)).Select(number => Other(number, source, ids, random)))
        {
            var before = target.Shaped(others);
            var kept = others.Where(target.HasValue).Select(id => target[id]).ToList();

            target.Variables.Merge(Take(source, named, random), null);

            Assert.Equal(source.Shaped(named), target.Shaped(named));
            Assert.Equal(before, target.Shaped(others));
            Assert.All(others.Where(target.HasValue).Zip(kept), pair => Assert.True(pair.Second is null or ValueType || ReferenceEquals(target[pair.First], pair.Second)));
        }
    }

    [Cases(300, Arbitrary = [typeof(StateCase.Any)])]
    public void A_second_sync_changes_nothing(StateCase drawn)
    {
        var random = drawn.Random();
        var (source, ids) = Rank(0, random);
        var target = Other(1, source, ids, random);
        target.Variables.Merge(Take(source, ids, random), null);
        var once = (source.Shaped(ids), target.Shaped(ids));

        target.Variables.Merge(Take(source, ids, random), null);

        Assert.Equal(once, (source.Shaped(ids), target.Shaped(ids)));
    }

    [Cases(300, Arbitrary = [typeof(StateCase.Any)])]
    public void No_two_ranks_share_an_object(StateCase drawn)
    {
        var random = drawn.Random();
        var (source, ids) = Rank(0, random);
        var ranks = Enumerable.Range(1, random.Next(1, 4)).Select(number => Other(number, source, ids, random)).Prepend(source).ToList();
        // One snapshot for all, as a sync takes it.
        var snapshot = Take(source, ids, random);
        foreach (var target in ranks.Skip(1)) target.Variables.Merge(snapshot, null);

        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var rank in ranks) Assert.All(Shape.Changeable(ids.Select(id => rank[id])), found => Assert.True(seen.Add(found), $"{found.GetType()} is shared"));
    }

    [Cases(300, Arbitrary = [typeof(StateCase.Any)])]
    public void A_sync_that_fails_in_the_middle_leaves_the_target_as_it_was(StateCase drawn)
    {
        var random = drawn.Random();
        var (source, ids) = Rank(0, random);
        var left = random.Next(3);
        var names = random.Next(2) == 0 ? new TypeNames { Asked = _ => { if (left-- == 0) throw new IsolateException("The type is missing."); } } : null;
        var target = Other(1, source, ids, random, names);
        // A variable whose type has changed there, after others that would fit.
        source.Declare(ids.Count + 1, typeof(object), new Person(Guid.Empty) { Name = "last" });
        target.Declare(ids.Count + 1, typeof(int), 5);
        List<int> all = [.. ids, ids.Count + 1];
        var snapshot = Take(source, all, random);
        if (random.Next(3) == 0) snapshot = Damaged(snapshot, random);
        var before = target.Shaped(all);

        Assert.Throws<IsolateException>(() => target.Variables.Merge(snapshot, null));

        Assert.Equal(before, target.Shaped(all));
    }

    [Cases(300, Arbitrary = [typeof(StateCase.Any)])]
    public void What_cannot_be_copied_is_left_out_alone(StateCase drawn)
    {
        var random = drawn.Random();
        var (source, ids) = Rank(0, random);
        var bad = random.Next(1, ids.Count + 1);
        var person = new Person(Guid.Empty) { Name = "keeper", Anything = new object?[] { source[bad], new Dictionary<string, Stream> { ["log"] = Stream.Null } } };
        source.Declare(ids.Count + 1, typeof(Person), person);
        var target = Like(1, source, ids);
        var snapshot = Take(source, [.. ids, ids.Count + 1], random);

        target.Variables.Merge(snapshot, null);

        var refused = Assert.Single(snapshot.Refused);
        Assert.StartsWith($"{LooseRank.Name(ids.Count + 1)}.", refused.Path);
        Assert.Equal(source.Shaped(ids), target.Shaped(ids));
    }

    [Cases(300, Arbitrary = [typeof(StateCase.Any)])]
    public void Gathering_what_was_scattered_gives_the_same_in_order(StateCase drawn)
    {
        var random = drawn.Random();
        var (length, parts) = (random.Next(5) == 0 ? random.Next(2000) : random.Next(12), random.Next(1, 9));
        Check(random, parts, Enumerable.Range(0, length).Select(_ => random.Next()).ToArray(), found => found);
        Check(random, parts, Enumerable.Range(0, length).Select(_ => random.NextDouble()).ToList(), found => found);
        Check(random, parts, new ValueMaker(random).Roots(Math.Min(length, 12)).ToArray(), found => found);
        Check(random, parts, Enumerable.Range(0, length).Select(i => i % 3 == 0 ? null : $"text {i}").ToList(), found => found);
    }

    private static void Check<TList, T>(Random random, int parts, TList whole, Func<TList, IReadOnlyList<T>> items) where TList : class
    {
        var notebook = new LooseRank(0);
        notebook.Declare(1, typeof(TList), whole);
        notebook.Declare(2, typeof(TList[]), null, hasValue: false);
        var ranks = notebook.Variables.Scatter(1, parts).Select((part, number) =>
        {
            var rank = new LooseRank(number);
            rank.Declare(1, typeof(TList), null, hasValue: false);
            rank.Variables.Merge(Sealed(part, random), null);
            return rank;
        }).ToList();

        notebook.Variables.Gather(2, 1, [.. ranks.Select(rank => Take(rank, [1], random))]);

        var found = ((TList[])notebook[2]!).Select(items).ToList();
        Assert.Equal(parts, found.Count);
        Assert.InRange(found.Max(part => part.Count) - found.Min(part => part.Count), 0, 1);
        Assert.Equal(found.Select(part => part.Count).OrderDescending(), found.Select(part => part.Count));
        // Part by part: what stands in two parts is two objects afterwards.
        var at = 0;
        foreach (var part in found)
        {
            Assert.Equal(Shape.Of(items(whole).Skip(at).Take(part.Count).Cast<object?>()), Shape.Of(part.Cast<object?>()));
            at += part.Count;
        }
    }

    // Random variables: of the type of their value, or of object.
    private static (LooseRank Rank, List<int> Ids) Rank(int number, Random random)
    {
        var rank = new LooseRank(number);
        var values = new ValueMaker(random).Roots(random.Next(1, StateCase.MostVariables + 1));
        for (var id = 1; id <= values.Count; id++)
            rank.Declare(id, random.Next(2) == 0 ? typeof(object) : values[id - 1]?.GetType() is { IsVisible: true } type ? type : typeof(object), values[id - 1]);
        return (rank, [.. Enumerable.Range(1, values.Count)]);
    }

    // The same variables without values.
    private static LooseRank Like(int number, LooseRank source, List<int> ids, TypeNames? names = null)
    {
        var rank = new LooseRank(number, names);
        foreach (var id in ids) rank.Declare(id, source.TypeOf(id), null, hasValue: false);
        return rank;
    }

    // The same variables with values of its own, where their types allow any.
    private static LooseRank Other(int number, LooseRank source, List<int> ids, Random random, TypeNames? names = null)
    {
        var rank = Like(number, source, ids, names);
        var values = new ValueMaker(random).Roots(ids.Count);
        foreach (var id in ids)
            if (random.Next(4) > 0 && source.TypeOf(id) == typeof(object)) rank.Declare(id, typeof(object), values[id - 1]);
        return rank;
    }

    private static StateSnapshot Take(LooseRank source, IReadOnlyList<int> ids, Random random) => Sealed(source.Variables.Lend(ids), random);

    // As a process would get it, or a thread.
    private static StateSnapshot Sealed(StateSnapshot lent, Random random) => random.Next(2) == 0 ? lent : lent with { Bytes = lent.Bytes };

    private static StateSnapshot Damaged(StateSnapshot snapshot, Random random)
    {
        var bytes = snapshot.Bytes.ToArray();
        if (random.Next(2) == 0) return snapshot with { Bytes = bytes.AsMemory(0, random.Next(bytes.Length)) };
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return snapshot with { Bytes = bytes };
    }
}
