using BenchmarkDotNet.Attributes;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Sandbox.Threads;

namespace Distribute.Bench.Micro;

/// <summary>One rank on a thread: loading and binding an image, running it, taking what it prints.</summary>
public class RankBenchmarks
{
    private static readonly IReadOnlySet<string> NoImages = new HashSet<string>();
    private static readonly IReadOnlySet<int> NoSlots = new HashSet<int>();
    private IIsolate _rank = null!;
    private CellImage _plain = null!;
    private CellImage _bound = null!;
    private CellImage _trivial = null!;
    private CellImage _lines = null!;
    private IReadOnlySet<string> _kept = NoImages;
    private IReadOnlySet<int> _slots = NoSlots;

    /// <summary>Starts the rank.</summary>
    [GlobalSetup]
    public async Task StartAsync()
    {
        _rank = await new ThreadIsolateFactory().StartAsync("micro", 0, CancellationToken.None);
        var declares = Parts.Compile(string.Concat(Enumerable.Range(0, 10).Select(i => $"var variable{i} = {i};\n")), Scope.Empty);
        await Parts.RunAsync(_rank, declares);
        var scope = Scope.Empty.Declare(declares);
        _plain = Parts.Compile("Console.Out.Flush();", scope);
        _bound = Parts.Compile(string.Concat(Enumerable.Range(0, 10).Select(i => $"variable{i}++;\n")), scope);
        _trivial = Parts.Compile("variable0 += 2;", scope);
        _lines = Parts.Compile("for (var i = 0; i < 1000; i++) Console.WriteLine(i);", scope);
        foreach (var image in new[] { _trivial, _lines }) await Parts.RunAsync(_rank, image);
        _kept = new HashSet<string> { declares.Name, _trivial.Name, _lines.Name };
        _slots = declares.Slots.Select(slot => slot.Id).ToHashSet();
    }

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public async Task EndAsync() => await _rank.DisposeAsync();

    /// <summary>An image that uses no variable is loaded and dropped.</summary>
    [Benchmark]
    public async Task Load()
    {
        await _rank.LoadAsync([_plain], CancellationToken.None);
        await _rank.RetainAsync(_kept, _slots, CancellationToken.None);
    }

    /// <summary>The same with ten variables to bind.</summary>
    [Benchmark]
    public async Task LoadAndBindTen()
    {
        await _rank.LoadAsync([_bound], CancellationToken.None);
        await _rank.RetainAsync(_kept, _slots, CancellationToken.None);
    }

    /// <summary>A loaded image runs.</summary>
    [Benchmark]
    public Task Run() => _rank.RunAsync(Parts.Request(_trivial), new Silence(), CancellationToken.None);

    /// <summary>A thousand printed lines are captured.</summary>
    [Benchmark]
    public async Task<long> CaptureThousandLines()
    {
        var heard = new Silence();
        await _rank.RunAsync(Parts.Request(_lines), heard, CancellationToken.None);
        return heard.Printed > 1000 ? heard.Printed : throw new InvalidOperationException("The lines did not come.");
    }
}
