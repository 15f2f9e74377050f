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
    private int _loads;
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

    /// <summary>An image that uses no variable is loaded, for the first rank that has it, and dropped.</summary>
    [Benchmark]
    public Task Load() => LoadAsync(First(_plain));

    /// <summary>The same with ten variables to bind.</summary>
    [Benchmark]
    public Task LoadAndBindTen() => LoadAsync(First(_bound));

    /// <summary>The same where another rank has it already, so that it is bound alone.</summary>
    [Benchmark]
    public Task BindTenAgain() => LoadAsync(_bound);

    // A rank knows images by their names, and the process those that ranks share by their bytes.
    private CellImage First(CellImage image) => image with { Name = $"{image.Name}_{++_loads}", Pe = [.. image.Pe] };

    private async Task LoadAsync(CellImage image)
    {
        await _rank.LoadAsync([image], CancellationToken.None);
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
