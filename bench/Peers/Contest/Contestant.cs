using System.Diagnostics;
using Distribute.Bench.Measuring;

namespace Distribute.Bench.Peers.Contest;

/// <summary>Somebody who does the work, in a process of its own. Immutable.</summary>
/// <param name="Name">Its name in requests.</param>
/// <param name="Title">Its name in the table.</param>
internal sealed record Contestant(string Name, string Title)
{
    private const string DebianPython = "/usr/bin/python3";

    /// <summary>The Python script that speaks for it and its arguments; null for this program.</summary>
    public IReadOnlyList<string>? Script { get; init; }

    /// <summary>The number of processors that it may use; null for all.</summary>
    public int? Processors { get; init; }

    /// <summary>Whether the script is to be given the published tool.</summary>
    public bool NeedsTool { get; init; }

    /// <summary>Whether it runs with the runtime's own default settings, and not with those of the tool.</summary>
    public bool IsPlainProgram { get; init; }

    /// <summary>Whether it is this project.</summary>
    public bool IsOurs => Name is Thread or Process or Kernel;

    /// <summary>This project, ranks on threads.</summary>
    public const string Thread = "thread";

    /// <summary>This project, ranks in processes.</summary>
    public const string Process = "process";

    /// <summary>This project's Jupyter kernel.</summary>
    public const string Kernel = "kernel";

    /// <summary>Everybody, in the order of the table's columns.</summary>
    public static IReadOnlyList<Contestant> All { get; } =
    [
        new(Thread, "threads"),
        new(Process, "processes"),
        new(Kernel, "this kernel") { Script = ["peer_kernel.py", "distribute-csharp"], NeedsTool = true },
        new("standin", "multiprocessing, spawn") { Script = ["standin.py", "spawn"] },
        new("fork", "multiprocessing, fork") { Script = ["standin.py", "fork"] },
        new("ipyparallel", "ipyparallel") { Script = ["peer_ipyparallel.py"] },
        new("joblib", "joblib (loky)") { Script = ["peer_joblib.py"] },
        new("dask", "Dask distributed") { Script = ["peer_dask.py"] },
        new("ipykernel", "ipykernel") { Script = ["peer_kernel.py", "python3"] },
        new("script", "CSharpScript, 1 rank"),
        new("parallel", "Parallel.For") { IsPlainProgram = true },
        new("plain", "bare .NET") { IsPlainProgram = true },
        new("thread-1", "threads, 1 processor") { Processors = 1 },
        new("process-1", "processes, 1 processor") { Processors = 1 },
    ];

    /// <summary>The one of a name.</summary>
    public static Contestant Named(string name) => All.Single(contestant => contestant.Name == name);

    /// <summary>How its process is started.</summary>
    public ProcessStartInfo Start(PeerOptions options)
    {
        List<string> words = Script is { } script
            ? [File.Exists(DebianPython) ? DebianPython : "python3", Repository.Find("bench", "Peers", "python", script[0]), .. script.Skip(1), .. NeedsTool ? [options.Tool!] : Array.Empty<string>()]
            : [Environment.ProcessPath!, Commands.Serve, Name.Split('-')[0], "--tool", options.Tool!, .. options.Quick ? ["--quick"] : Array.Empty<string>()];
        if (Processors == 1) words.InsertRange(0, ["taskset", "-c", "0"]);
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (!IsPlainProgram) return start;
        start.Environment["DOTNET_gcConcurrent"] = "1";
        return start;
    }
}
