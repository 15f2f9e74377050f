using Distribute.Contracts.Images;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.References;
using Distribute.Contracts.State;

namespace Distribute.Contracts.Isolates;

/// <summary>
/// Where one rank lives: its own thread, its own process, later another machine. It receives compiled images, runs one
/// at a time, and gives and takes variables. What runs inside is the same rank runtime everywhere.
/// </summary>
/// <remarks>
/// One call at a time, except <see cref="IAsyncDisposable.DisposeAsync"/> and cancellation, which may come at any moment.
/// Disposing ends the rank and whatever it still runs.
/// </remarks>
public interface IIsolate : IAsyncDisposable
{
    /// <summary>The rank's number in its pool.</summary>
    int Rank { get; }

    /// <summary>"thread" or "process".</summary>
    string Mode { get; }

    /// <summary>The operating system's process id, where the rank has one of its own.</summary>
    int? ProcessId { get; }

    /// <summary>
    /// Whether each call is a message to somewhere else: then a run had better bring an image that it needs (<see cref="RunRequest.Images"/>) than wait for a call of its own.
    /// By default not.
    /// </summary>
    bool IsRemote => false;

    /// <summary>How the place was started, in one line, for those who debug; null where there is nothing to tell.</summary>
    string? Story => null;

    /// <summary>
    /// True from the moment that the place died outside of a run until <see cref="TakeLoss"/>. Until then every run ends with
    /// <see cref="RankOutcome.Died"/> at once, so that none works on variables that its caller believes to be there.
    /// </summary>
    bool IsLost => false;

    /// <summary>
    /// How the place died since it was last asked, if that was outside of a run; null when it did not. A fresh one stands in its
    /// place, with the images loaded again and what a checkpoint held.
    /// </summary>
    string? TakeLoss() => null;

    /// <summary>Makes package assemblies available to images that are run from now on.</summary>
    ValueTask AddReferencesAsync(ResolvedReferences references, CancellationToken cancellationToken);

    /// <summary>Loads images that are not yet there, dependencies first, and binds them to the rank's variables. Runs no cell code.</summary>
    /// <exception cref="IsolateException">An image could not be loaded.</exception>
    ValueTask LoadAsync(IReadOnlyList<CellImage> images, CancellationToken cancellationToken);

    /// <summary>
    /// Runs an image that is loaded, or that the request brings; where that cannot be loaded, or the call is cancelled before it was
    /// sent, nothing runs and the outcome is <see cref="RankOutcome.NotRun"/>. Cancelling asks the code to stop, with more and more
    /// force; the call then ends with <see cref="RankOutcome.Interrupted"/> within the grace of <see cref="RunRequest.StopGrace"/>,
    /// whatever the code does.
    /// </summary>
    Task<RankOutcome> RunAsync(RunRequest request, IRankEvents events, CancellationToken cancellationToken);

    /// <summary>Copies variables out. A variable that has no value is left out; one that cannot be copied is refused by name.</summary>
    ValueTask<StateSnapshot> SnapshotAsync(IReadOnlyList<int> slotIds, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="SnapshotAsync"/>, for copying at once: where the rank shares the caller's process, large arrays may be
    /// lent and not copied. Such a snapshot is good until the rank runs its next cell. By default a snapshot like any other.
    /// </summary>
    ValueTask<StateSnapshot> LendAsync(IReadOnlyList<int> slotIds, CancellationToken cancellationToken) => SnapshotAsync(slotIds, cancellationToken);

    /// <summary>Splits an array or list over a number of parts: contiguous blocks in order, the first (length mod parts) one longer.</summary>
    /// <returns>One snapshot for each part, holding the same slot with a value of the same kind (array or list); lent, as <see cref="LendAsync"/> may.</returns>
    /// <exception cref="IsolateException">The variable has no value, or is neither array nor list.</exception>
    ValueTask<IReadOnlyList<StateSnapshot>> ScatterAsync(int slotId, int parts, CancellationToken cancellationToken);

    /// <summary>Copies variables in: all of the snapshot or, when it throws, none.</summary>
    /// <param name="snapshot">What to copy in.</param>
    /// <param name="slots">Which slot receives which: source id to target id; ids that are not listed keep their number. Null for none listed.</param>
    /// <param name="cancellationToken">Gives up before anything was changed.</param>
    /// <exception cref="IsolateException">The snapshot cannot be read here.</exception>
    ValueTask MergeAsync(StateSnapshot snapshot, IReadOnlyDictionary<int, int>? slots, CancellationToken cancellationToken);

    /// <summary>Fills an array variable with one element from each snapshot, in order.</summary>
    /// <param name="targetSlot">The slot of an array variable.</param>
    /// <param name="sourceSlot">The slot whose value each part holds.</param>
    /// <param name="parts">One snapshot for each element.</param>
    /// <param name="cancellationToken">Gives up before anything was changed.</param>
    /// <exception cref="IsolateException">A part cannot be read here.</exception>
    ValueTask GatherAsync(int targetSlot, int sourceSlot, IReadOnlyList<StateSnapshot> parts, CancellationToken cancellationToken);

    /// <summary>The variables that have a value here.</summary>
    ValueTask<IReadOnlyList<VariableInfo>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Forgets images and variables that no name leads to any more. What still uses them keeps them alive.</summary>
    ValueTask RetainAsync(IReadOnlySet<string> images, IReadOnlySet<int> slotIds, CancellationToken cancellationToken);
}

/// <summary>Starts isolates of one mode. Thread safe.</summary>
public interface IIsolateFactory
{
    /// <summary>"thread" or "process".</summary>
    string Mode { get; }

    /// <summary>Starts the place for one rank.</summary>
    /// <param name="pool">The pool's name; empty for the notebook.</param>
    /// <param name="rank">The rank's number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IsolateException">It could not be started.</exception>
    ValueTask<IIsolate> StartAsync(string pool, int rank, CancellationToken cancellationToken);

    /// <summary>Starts the place for one rank of a pool with wishes of its own.</summary>
    /// <param name="start">Which rank, and what it may use.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IsolateException">It could not be started.</exception>
    ValueTask<IIsolate> StartAsync(IsolateStart start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        return StartAsync(start.Pool, start.Rank, cancellationToken);
    }
}

/// <summary>One rank to start. Immutable.</summary>
/// <param name="Pool">The pool's name; empty for the notebook.</param>
/// <param name="Rank">The rank's number, from 0.</param>
public sealed record IsolateStart(string Pool, int Rank)
{
    /// <summary>The number of ranks of the pool at that moment, at least 1. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What the rank may use, and what is kept of it.</summary>
    public IsolateLimits Limits { get; init; } = IsolateLimits.None;
}

/// <summary>What a rank that has a process of its own may use of the machine, and what is kept of it. Immutable.</summary>
public sealed record IsolateLimits
{
    /// <summary>No limit, nothing kept.</summary>
    public static IsolateLimits None { get; } = new();

    /// <summary>Most bytes of memory that the rank's process may have; null for no limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The processors that it may run on, as a list of numbers and ranges (<c>0-1,4</c>); null for all.</summary>
    public string? Cpus { get; init; }

    /// <summary>Whether its variables are copied after each run, so that a fresh place gets them back. Default false.</summary>
    public bool Checkpoint { get; init; }
}

/// <summary>Something that an isolate was asked for could not be done; the rank itself is unharmed unless the message says so.</summary>
public sealed class IsolateException : Exception
{
    /// <summary>Creates it.</summary>
    public IsolateException(string message, Exception? inner = null) : base(message, inner) { }
}

/// <summary>One run of one image on one rank.</summary>
public sealed record RunRequest
{
    /// <summary>The image's name.</summary>
    public required string Image { get; init; }

    /// <summary>Images to load first, as <see cref="IIsolate.LoadAsync"/> does. Default none.</summary>
    public IReadOnlyList<CellImage> Images { get; init; } = [];

    /// <summary>The execution count of the cell, from 1.</summary>
    public required int ExecutionCount { get; init; }

    /// <summary><c>__process_count__</c> of this run.</summary>
    public required int ProcessCount { get; init; }

    /// <summary>Execution counts of images whose frames may show in errors: image name to the count of its newest run.</summary>
    public IReadOnlyDictionary<string, int> Cells { get; init; } = new Dictionary<string, int>();

    /// <summary>How long after cancellation a run may take to end before the rank is declared lost. Default 250 ms.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Most bytes of output, both streams together, that are delivered, and 64 times as many characters of displays; what follows is counted and dropped. Default 1 MiB.</summary>
    public int OutputLimit { get; init; } = 1 << 20;

    /// <summary>Whether the front end can answer <c>Console.ReadLine</c>. Default false.</summary>
    public bool CanRead { get; init; }
}

/// <summary>Receives what a rank says while it runs. Calls for one rank come one at a time and in order; ranks are concurrent.</summary>
public interface IRankEvents
{
    /// <summary>The rank's code begins.</summary>
    void Started(int rank);

    /// <summary>A piece of output; not necessarily a whole line.</summary>
    void Output(int rank, OutputStream stream, string text);

    /// <summary>A value was displayed, or a display was replaced.</summary>
    void Displayed(int rank, MimeBundle value, string? displayId, bool update);

    /// <summary>Output beyond the limit was dropped; told once for each run, at its end.</summary>
    void Dropped(int rank, long bytes);

    /// <summary>Asks the person for a line; null where no one answers.</summary>
    string? ReadLine(int rank, string prompt, bool password);
}

/// <summary>Which stream a piece of output was written to.</summary>
public enum OutputStream
{
    /// <summary>Standard output.</summary>
    Out,

    /// <summary>Standard error.</summary>
    Error,
}
