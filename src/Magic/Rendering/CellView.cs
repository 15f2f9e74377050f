using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Dispatch;
using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Rendering;

/// <summary>
/// Shows one cell while it runs. Its methods only hand over and return at once, from any thread. Ranks of a pool have
/// their lines marked (<c>[2] text</c>), the notebook's lines are plain. Lines are shown when they are whole; what waits
/// for its line end is shown when its rank ends.
/// </summary>
public sealed class CellView : IDispatchEvents
{
    private readonly RenderLoop _loop;
    private readonly PartView _part;
    private readonly TimeProvider _time;

    internal CellView(RenderLoop loop, RenderOptions options, bool interactive, string source, int executionCount)
    {
        _loop = loop;
        _time = options.Time;
        _part = new PartView(loop, options, interactive, new CellText(source), executionCount);
    }

    /// <summary>Completes when all that the cell said is shown.</summary>
    /// <exception cref="IOException">The output could not be written.</exception>
    public Task CompleteAsync() => _loop.DrainAsync();

    /// <inheritdoc/>
    public void PartBegan(CellPart part) => Post(now => _part.Reset(part, now));

    /// <inheritdoc/>
    public void PartEnded(CellPart? part, CellResult result) => Post(_ => _part.End(result));

    /// <inheritdoc/>
    public void Began(string? pool, IReadOnlyList<int> ranks, TimeSpan? timeout) => Post(now => _part.Begin(pool, ranks, timeout, now));

    /// <inheritdoc/>
    public void RankStarted(int rank) => Post(now => _part.RankStarted(rank, now));

    /// <inheritdoc/>
    public void Output(int rank, OutputStream stream, string text) => Post(_ => _part.Output(rank, stream, text));

    /// <inheritdoc/>
    public void Displayed(int rank, MimeBundle value, string? displayId, bool update)
    {
        // Lines that a pipe or a terminal has got cannot be taken back.
        if (!ClearOutputMark.Is(value, out _)) Post(_ => _part.Displayed(rank, value.PlainText));
    }

    /// <inheritdoc/>
    public void RankEnded(RankResult result) => Post(now => _part.RankEnded(result, now));

    /// <inheritdoc/>
    public void Note(SessionNote note) => Post(_ => _part.Note(note));

    private void Post(Action<long> work)
    {
        var now = _time.GetTimestamp();
        _loop.Post(() => work(now));
    }
}
