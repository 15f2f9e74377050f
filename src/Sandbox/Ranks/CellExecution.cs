using System.Diagnostics;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.Runtime;
using Distribute.Sandbox.Output;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// One run of one image on one rank. Made by <see cref="RankRuntime.Begin"/>; stays alive as long as anything that the
/// run started may still use it.
/// </summary>
/// <remarks>Thread safe.</remarks>
internal sealed class CellExecution : RankExecution
{
    private readonly RankRuntime _runtime;
    private readonly RunOutput _output;
    private readonly IRankEvents _events;
    private readonly Lock _gate = new();
    private CaptureWriter? _out;
    private CaptureWriter? _error;
    private PersonReader? _in;

    // What the cell has set holds for its own run and what that leaves behind: the next cell starts with the captured console.
    private TextWriter? _outSet;
    private TextWriter? _errorSet;
    private TextReader? _inSet;
    private CancellationTokenSource? _cancellation;
    private readonly StopFlag _flag;
    private Exception? _unhandled;
    private bool _ended;
    private volatile bool _stopping;

    internal CellExecution(RankRuntime runtime, LoadedImage image, RunRequest request, IRankEvents events, IStopShield shield)
    {
        _runtime = runtime;
        _events = events;
        _flag = runtime.Rank.Stop;
        Image = image;
        Request = request;
        Shield = shield;
        _output = new RunOutput(runtime.Output, events, request.OutputLimit, shield);
    }

    /// <summary>The image that runs; null once the run has ended.</summary>
    internal LoadedImage? Image { get; private set; }

    internal RunRequest Request { get; }

    /// <summary>Keeps force away from the machinery's own code.</summary>
    internal IStopShield Shield { get; }

    /// <summary>When the code began, as a stopwatch timestamp.</summary>
    internal long StartedAt { get; private set; }

    /// <summary>What the code came to; null while it runs and when it was torn out.</summary>
    internal RankOutcome? Result { get; set; }

    /// <summary>What ended the code of a stopped run, where that is known; for those who look at it in a debugger.</summary>
    internal Exception? TornBy { get; set; }

    public override RankInfo Rank => _runtime.Rank;

    public override bool IsStopping => _stopping || _runtime.IsOver;

    public override bool MayEndProcess => _runtime.OwnsProcess;

    public override CancellationToken CancellationToken
    {
        get
        {
            lock (_gate)
            {
                if (_cancellation is null)
                {
                    _cancellation = new CancellationTokenSource();
                    if (IsStopping) _cancellation.Cancel();
                }

                return _cancellation.Token;
            }
        }
    }

    public override TextWriter Out
    {
        get => _outSet ?? Writer(error: false);
        set => _outSet = ConsoleRouter.IsRouter(value) || value is CaptureWriter ? null : value;
    }

    public override TextWriter Error
    {
        get => _errorSet ?? Writer(error: true);
        set => _errorSet = ConsoleRouter.IsRouter(value) || value is CaptureWriter ? null : value;
    }

    public override TextReader In
    {
        get => _inSet ?? Person;
        set => _inSet = ConsoleRouter.IsRouter(value) || value is PersonReader ? null : value;
    }

    private PersonReader Person => _in ??= new PersonReader(this, _events, Request.CanRead);

    /// <summary>The run's own writer, whatever the cell has set.</summary>
    internal CaptureWriter Writer(bool error) => error
        ? _error ??= new CaptureWriter(_output, OutputStream.Error, Clean)
        : _out ??= new CaptureWriter(_output, OutputStream.Out, Clean);

    private string Clean(string text) => _runtime.Clean(text, Request);

    public override void EndingProcess(string how)
    {
        if (_runtime.Ending is not { } ending) return;
        FlushOutput();
        var line = new StackTrace(fNeedFileInfo: true).GetFrames().Select(LineOf).FirstOrDefault(line => line > 0);
        ending(how, line == 0 ? null : line);
    }

    private int LineOf(StackFrame frame) =>
        frame.GetMethod() is { DeclaringType: { } type } method && CellAssembly.Of(type) is { } cell && cell.Image == Request.Image ? CellLines.LineOf(frame, method, cell) : 0;

    public override string? Ask(string prompt, bool password) => Person.Question(prompt, password);

    public override Stream OpenOutput(bool error) => new CaptureStream(Writer(error));

    public override void Display(object? value, string? mimeType, string? displayId, bool update) =>
        _output.Display(_runtime.Show(value, mimeType), displayId, update);

    /// <summary>The cell's value as a front end shows it, no longer than what the cell may print.</summary>
    internal MimeBundle Show(object? value) => _output.Fit(_runtime.Show(value, null));

    internal void FlushOutput() => _output.Flush();

    /// <summary>The code is about to begin.</summary>
    internal void Start()
    {
        _events.Started(Rank.Rank);
        _runtime.Output.Begin(_output);
        StartedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>Asks the run to stop: woven checks throw from now on and the token is cancelled. Returns at once.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            // After the end the flag is the next run's.
            if (_stopping || _ended) return;
            _stopping = true;
            _flag.Raise();
            // Not on this thread: registered callbacks are the cell's code and may take for ever.
            _ = _cancellation?.CancelAsync();
        }
    }

    /// <summary>An exception that nothing caught, on a thread or in an <c>async void</c> of this run.</summary>
    internal void Unhandled(Exception exception)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _unhandled ??= exception;
                return;
            }
        }

        var error = _runtime.Read(exception, Request);
        _runtime.Output.Late(OutputStream.Error,
            $"Unhandled exception in code left over from cell {Request.ExecutionCount}: {error.Type}: {error.Message}\n{error.Stack}\n");
    }

    /// <summary>Ends the run: no exception counts for it any more, its output is whole, and its image is no longer held.</summary>
    /// <returns>The exception that nothing caught, if there was one.</returns>
    internal Exception? End(TimeSpan patience)
    {
        Exception? unhandled;
        lock (_gate)
        {
            _ended = true;
            unhandled = _unhandled;
            // What the run left behind keeps the raised flag; the rank's next run begins with a fresh one.
            if (_stopping && !_runtime.IsOver) Rank.Stop = new StopFlag();
        }

        _runtime.Output.End(_output, patience);
        Image = null;
        return unhandled;
    }
}
