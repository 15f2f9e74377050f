using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;
using FsCheck;
using FsCheck.Fluent;

namespace Distribute.Magic.Properties;

/// <summary>Texts and options to try the grammar with.</summary>
public static class Generators
{
    private static readonly string[] Fragments =
    [
        "#!distribute 4\n", "#!distribute 4 --sync=a,b\n", "#!distribute --pool p\n", "%distribute 2 x();\n", "%distribute 2 --sync -- --x;", "%%distribute 3\n", "#!csharp\n",
        "#!load a,b --from 1\n", "#!ranks --stop\n", "#!sync\n", "#!help\n", "#!distribute 4 --help\n", "#!nothing\n", "%time ", "  ", "\t", "\n", "\r\n", "\r", "\u2028", "x", "y = 1;", "// c\n", "/*", "*/",
        "\"", "\"\"\"", "\"\"\"\n", "@\"", "$\"{", "$$\"\"\"\n{{", "}", "}}", "{", "'", "'\"'", "\\", ":", "#region it's\n", "#r \"nuget: A\"\n", "--", "--pool", "=", "\"q q\"", ",", "%", "%b", "é", "\ud83d", "\0",
    ];

    private static readonly string[] Words = ["a", "b", "total", "_x1", "größe", "class", "名前"];

    /// <summary>Cells: fragments of magics and of C# in any order, which meet the odd cases, and plain random text.</summary>
    public static Arbitrary<CellSource> Cells() =>
        Gen.OneOf(
                Gen.Elements(Fragments).ListOf().Select(parts => string.Concat(parts)),
                Gen.Elements(Fragments).ListOf(12).Select(parts => string.Concat(parts)),
                ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? ""))
            .Select(text => new CellSource(text)).ToArbitrary();

    /// <summary>Options that a person could have written.</summary>
    public static Arbitrary<DistributeOptions> Options() =>
        (from count in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(1, 256).Select(n => (int?)n))
         from pool in Gen.Elements("default", "p", "big-one.2", "_x")
         from mode in Gen.Elements<string?>(null, "thread", "process")
         from ranks in Gen.Choose(0, (count ?? 256) - 1).NonEmptyListOf()
         from hasRanks in Gen.Elements(true, false)
         from sync in Sync()
         from share in Gen.OneOf(Gen.Constant<IReadOnlyList<string>?>(null), Gen.Constant<IReadOnlyList<string>?>([]), Names().Select(names => (IReadOnlyList<string>?)names))
         from gather in MaybeNames()
         from scatter in MaybeNames()
         from ticks in Gen.OneOf(Gen.Constant<long?>(null), Gen.Choose(1, int.MaxValue).Select(n => (long?)n), Gen.Choose(1, 2_000_000).Select(n => (long?)n * TimeSpan.TicksPerSecond))
         from flags in Gen.Choose(0, 7)
         select new DistributeOptions
         {
             Count = count, Pool = pool, Mode = mode, Ranks = hasRanks ? [.. ranks.Distinct().Order()] : null, Sync = sync, Share = share,
             Gather = gather, Scatter = scatter, Timeout = ticks is { } t ? TimeSpan.FromTicks(t) : null,
             StopOnError = (flags & 1) != 0, Quiet = (flags & 2) != 0, Debug = (flags & 4) != 0,
         }).ToArbitrary();

    private static Gen<IReadOnlyList<string>> Names() =>
        Gen.Elements(Words).NonEmptyListOf().Select(names => (IReadOnlyList<string>)[.. names.Distinct()]);

    private static Gen<IReadOnlyList<string>> MaybeNames() => Gen.OneOf(Gen.Constant<IReadOnlyList<string>>([]), Names());

    private static Gen<SyncSelection?> Sync() => Gen.OneOf(
        Gen.Constant<SyncSelection?>(null),
        Gen.Constant<SyncSelection?>(new SyncSelection(true, null)),
        Gen.Constant<SyncSelection?>(new SyncSelection(false, null)),
        Names().Select(names => (SyncSelection?)new SyncSelection(false, names)));
}

/// <summary>A cell's text.</summary>
public sealed record CellSource(string Text);
