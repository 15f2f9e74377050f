using System.Reflection;

namespace Distribute.Bench.Peers.Workloads;

/// <summary>Computing work that can be split over ranks. Immutable. The same file is compiled into this program and runs as a cell.</summary>
/// <param name="Name">Its name in requests.</param>
/// <param name="Title">Its name in the table.</param>
/// <param name="Type">Its class, and its file.</param>
/// <param name="Part">One rank's part: rank, ranks, size.</param>
/// <param name="Size">How large it is in a full run.</param>
/// <param name="QuickSize">How large in a quick look.</param>
/// <param name="WarmSize">How large while it is warmed up.</param>
internal sealed record Workload(string Name, string Title, string Type, Func<int, int, long, long> Part, long Size, long QuickSize, long WarmSize)
{
    /// <summary>Runs of the warm-up: more than the runtime wants before it compiles a method for good.</summary>
    public const int WarmRuns = 60;

    /// <summary>How long the runtime may take for that.</summary>
    public static readonly TimeSpan Tiering = TimeSpan.FromSeconds(0.25);

    /// <summary>The size of the text file while the word count is warmed up.</summary>
    public const long SmallText = 100_000;

    /// <summary>All there are.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("monte_carlo", "Monte Carlo, 60 million points", nameof(MonteCarlo), MonteCarlo.Part, 60_000_000, 10_000_000, 10_000),
        new("matrix_product", "matrix product, 900 x 900", nameof(MatrixProduct), MatrixProduct.Part, 900, 300, 40),
        new("word_count", "word count, 200 MB of text", nameof(WordCount), WordCount.Part, 200_000_000, 20_000_000, SmallText),
        new("sorting", "sorting, 4 million numbers", nameof(Sorting), Sorting.Part, 4_000_000, 1_000_000, 10_000),
        new("records", "LINQ over 2 million records", nameof(Records), Records.Part, 2_000_000, 300_000, 5_000),
        new("primes", "prime sieve to 80 million", nameof(Primes), Primes.Part, 80_000_000, 10_000_000, 100_000),
    ];

    /// <summary>The one of a name.</summary>
    public static Workload Named(string name) => All.Single(workload => workload.Name == name);

    /// <summary>The file's text, which a cell may be.</summary>
    public string Text
    {
        get
        {
            using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(Type)!);
            return reader.ReadToEnd();
        }
    }

    /// <summary>The call in a cell.</summary>
    public string Call(string size) => $"{Type}.Part(__process_id__, __process_count__, {size})";

    /// <summary>Writes a text of a thousand different words, unless it is there.</summary>
    public static void WriteText(long size)
    {
        var path = Path.Combine(Path.GetTempPath(), $"distribute-bench-words-{size}.txt");
        if (File.Exists(path) && new FileInfo(path).Length == size) return;
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        var words = Enumerable.Range(0, 1000).Select(i => System.Text.Encoding.ASCII.GetBytes($"w{i}{(i % 12 == 11 ? '\n' : ' ')}")).ToArray();
        var state = 12345u;
        for (var left = size; left > 0;)
        {
            state = (state * 1664525) + 1013904223;
            var word = words[(state >> 8) % words.Length].AsSpan();
            if (word.Length > left) word = word[..(int)left];
            file.Write(word);
            left -= word.Length;
        }
    }

    /// <summary>Removes the texts.</summary>
    public static void RemoveTexts()
    {
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), "distribute-bench-words-*.txt")) File.Delete(file);
    }
}
