namespace Distribute.ProcessHost;

/// <summary>How rank processes are started and kept. Immutable.</summary>
public sealed record ProcessHostOptions
{
    /// <summary>The child program's dll. Default: <c>worker/Distribute.ProcessHost.Worker.dll</c> beside this program.</summary>
    public string? WorkerPath { get; init; }

    /// <summary>How long one start may take before it is given up and tried again. Default 15 s, more than zero.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a failed start is tried again, each time after a longer pause. Default 2, from 1.</summary>
    public int StartRetries { get; init; } = 2;

    /// <summary>
    /// How many starts in a row may fail, or end right after they succeeded, before none is tried for
    /// <see cref="StormPause"/>. Default 8, at least 2.
    /// </summary>
    public int StormSize { get; init; } = 8;

    /// <summary>How long no start is tried after too many failed. Default 5 s, at least 0.5 s.</summary>
    public TimeSpan StormPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether one process is kept ready to take a dead one's place. Default true; it costs the memory of an idle process.</summary>
    public bool KeepSpare { get; init; } = true;

    /// <summary>
    /// Environment variables that ranks do not get, because they hold what this process needs for itself; an asterisk at the end
    /// stands for any rest. Default: credentials of package sources and tokens of notebook servers.
    /// </summary>
    public IReadOnlyList<string> HiddenVariables { get; init; } =
    [
        "NuGetPackageSourceCredentials_*", "VSS_NUGET_*", "NUGET_API_KEY", "JUPYTER_TOKEN", "JPY_*", "JUPYTERHUB_API_TOKEN", "DISTRIBUTE_*",
    ];
}
