using System.Diagnostics;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.References;
using Distribute.Contracts.Runtime;
using Distribute.Contracts.State;
using Distribute.Sandbox.Output;
using Distribute.Sandbox.State;
using Distribute.Sandbox.Threads;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// What runs inside every isolate: a rank's images, packages, variables and console. It does not know where it lives:
/// the isolate gives it a thread to run on and the force to stop it. Created and ended by its isolate.
/// </summary>
/// <remarks>
/// One run at a time, and nothing else while one goes on, except <see cref="CellExecution.Stop"/> and <see cref="End"/>.
/// </remarks>
internal sealed class RankRuntime
{
    private readonly RankNames _names = new();
    private readonly SlotTable _slots;
    private readonly ImageTable _images;
    private readonly RankVariables _variables;
    private volatile bool _isOver;

    /// <summary>Creates a rank without images and variables.</summary>
    /// <param name="rank">Who it is.</param>
    /// <param name="ownsProcess">Whether the process is this rank's own, so that its code may end it.</param>
    /// <param name="shared">Copies of images that ranks have in common; null for those of the process.</param>
    public RankRuntime(RankInfo rank, bool ownsProcess, SharedImages? shared = null)
    {
        Rank = rank;
        OwnsProcess = ownsProcess;
        Output = new RankOutput(rank);
        _slots = new SlotTable(rank);
        _images = new ImageTable(this, _slots, _names, shared ?? SharedImages.OfProcess);
        _variables = new RankVariables(_slots, new RankTypes(this), Show, _images.BindAgain);
        Link.Runtime = this;
        ConsoleRouter.Install(OwnsProcess);
        UnhandledExceptions.Install();
    }

    public RankInfo Rank { get; }

    public bool OwnsProcess { get; }

    /// <summary>Told just before the rank's code ends the process: the call, and the line of the running cell that made it.</summary>
    public Action<string, int?>? Ending { get; set; }

    public RankOutput Output { get; }

    /// <summary>The rank's packages; null while it has none, as most have: a load context is a third of what a rank takes to start.</summary>
    public PackageContext? Packages { get; private set; }

    /// <summary>How load contexts find the rank.</summary>
    public RankLink Link { get; } = new();

    /// <summary>The rank's variables as snapshots and lists.</summary>
    public RankVariables Variables => _variables;

    /// <summary>True once the rank has ended: whatever it left behind stops.</summary>
    public bool IsOver => _isOver;

    /// <summary>The run that goes on; null between runs.</summary>
    public CellExecution? Running { get; private set; }

    /// <summary>Makes packages available to images that are loaded from now on, newer files in place of older ones.</summary>
    public void AddReferences(ResolvedReferences references) =>
        Packages = Packages?.Add(references) ?? PackageContext.Of($"packages of {Rank.DisplayName} of {Rank.Pool}", references);

    /// <summary>Loads images that are not yet there.</summary>
    /// <exception cref="IsolateException">An image could not be loaded.</exception>
    public void Load(IReadOnlyList<CellImage> images) => _images.Load(images);

    /// <summary>Lets go of images and variables that no name leads to.</summary>
    public void Retain(IReadOnlySet<string> images, IReadOnlySet<int> slotIds)
    {
        _images.Retain(images);
        _slots.Retain(slotIds);
        FormatterCaches.ForgetCells();
    }

    /// <summary>The loaded image of that name, or null.</summary>
    public LoadedImage? FindImage(string name) => _images.Find(name);

    /// <summary>Prepares a run.</summary>
    /// <exception cref="IsolateException">The image is not loaded.</exception>
    public CellExecution Begin(RunRequest request, IRankEvents events, IStopShield shield)
    {
        var image = _images.Find(request.Image)
            ?? throw new IsolateException($"The image '{request.Image}' is not loaded on {Rank.DisplayName}.");
        ConsoleRouter.Install(OwnsProcess);
        Rank.Count = request.ProcessCount;
        return Running = new CellExecution(this, image, request, events, shield);
    }

    /// <summary>
    /// Runs the cell's code to its end on the calling thread and keeps what came of it in the execution. All code of the
    /// person's is in here: force may end this call anywhere.
    /// </summary>
    public void Execute(CellExecution execution)
    {
        try
        {
            var image = execution.Image!;
            // GetResult waits in a way that an interrupt can end, and throws what the cell threw.
            var value = image.Run is { } run ? run()
                : image.RunAsync is { } runAsync ? runAsync().GetAwaiter().GetResult()
                : NoResult.Instance;
            // What a last line has displayed is there already.
            execution.Result = ReferenceEquals(value, NoResult.Instance) || value is DisplayedValue
                ? new RankOutcome.Completed(false, null)
                : new RankOutcome.Completed(true, execution.Show(value));
        }
        catch (Exception failed) when (!execution.IsStopping)
        {
            MakeLines(failed, execution.Shield);
            execution.Result = new RankOutcome.Failed(Read(failed, execution.Request));
        }
    }

    // That is the compiler's work, which nothing may tear apart; telling the exception runs the person's code, which must be stopped.
    private static void MakeLines(Exception failed, IStopShield shield)
    {
        if (!shield.TryEnter()) return;
        try
        {
            // One that the cell sent to its own thread would tear it, too.
            PendingInterrupt.Take();
            CellLines.Make(failed);
        }
        finally
        {
            shield.Leave();
        }
    }

    /// <summary>Ends a run: its output is whole, and its outcome is known. Called after <see cref="Execute"/>, or instead of its end.</summary>
    /// <param name="execution">The run.</param>
    /// <param name="lost">What to tell when the code could not be stopped; null when it ended.</param>
    /// <param name="patience">How long code that is stuck in the middle of writing is waited for.</param>
    public RankOutcome Finish(CellExecution execution, string? lost, TimeSpan patience)
    {
        var elapsed = Stopwatch.GetElapsedTime(execution.StartedAt);
        var wasStopped = execution.IsStopping;
        var unhandled = execution.End(patience);
        if (ReferenceEquals(Running, execution)) Running = null;
        var outcome = execution switch
        {
            _ when lost is not null => new RankOutcome.Interrupted(true, lost),
            _ when wasStopped || execution.Result is null => new RankOutcome.Interrupted(false, "The cell was stopped. What it had assigned is kept."),
            { Result: RankOutcome.Completed } when unhandled is not null => new RankOutcome.Failed(Read(unhandled, execution.Request)),
            _ => execution.Result,
        };
        return outcome with { Elapsed = elapsed };
    }

    /// <summary>An exception that nothing caught, in code of this rank whose run is not known.</summary>
    public void Unhandled(Exception exception)
    {
        if (Running is { } running)
        {
            running.Unhandled(exception);
            return;
        }

        var error = Read(exception, new RunRequest { Image = "", ExecutionCount = 0, ProcessCount = Rank.Count });
        Output.Late(OutputStream.Error, $"Unhandled exception in code left over from an earlier cell: {error.Type}: {error.Message}\n{error.Stack}\n");
    }

    /// <summary>Ends the rank: what its runs left behind stops at its next check.</summary>
    public void End()
    {
        _isOver = true;
        Running?.Stop();
        Rank.Stop.Raise();
        Link.Runtime = null;
    }

    /// <summary>A value as a front end shows it, with the names that the person wrote.</summary>
    public MimeBundle Show(object? value, string? mimeTypes)
    {
        var bundle = ValueFormatter.Format(value, mimeTypes);
        if (value is null || value.GetType().IsPrimitive || (value is string told && !told.Contains(FrameText.Mark, StringComparison.Ordinal))) return bundle;
        Dictionary<string, string>? cleaned = null;
        foreach (var (mimeType, text) in bundle.Data)
        {
            var clean = mimeType.StartsWith("text/", StringComparison.Ordinal) ? Clean(text, Running?.Request) : text;
            if (!ReferenceEquals(clean, text)) (cleaned ??= new(bundle.Data))[mimeType] = clean;
        }

        return cleaned is null ? bundle : new MimeBundle(cleaned);
    }

    /// <summary>Text with the names that the person wrote, and the cells' numbers where it tells frames.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="request">The run that it comes from; null for none.</param>
    public string Clean(string text, RunRequest? request) => FrameText.Clean(text, request, _names);

    /// <summary>An exception of this rank's code, for the person.</summary>
    public RankError Read(Exception exception, RunRequest request) => new ErrorReader(request, _names).Read(exception);
}
