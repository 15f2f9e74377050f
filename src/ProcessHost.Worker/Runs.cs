using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.ProcessHost.Wire;
using MessagePack;

namespace Distribute.ProcessHost.Worker;

/// <summary>Runs images, one at a time, and tells how each ended. Stopping may come from another thread at any moment.</summary>
internal sealed class Runs(Rank rank, Connection connection, bool isLimited)
{
    private readonly Channel _channel = connection.Channel;
    private CancellationTokenSource? _stop;
    private int _count = -1;

    /// <summary>Begins a run.</summary>
    /// <param name="id">The request's number.</param>
    /// <param name="reader">The request.</param>
    public void Begin(int id, ref FrameReader reader)
    {
        var request = new RunRequest
        {
            Image = ValueCodec.ReadText(ref reader),
            ExecutionCount = reader.ReadInt32(),
            ProcessCount = reader.ReadInt32(),
            StopGrace = TimeSpan.FromTicks(reader.ReadInt64()),
            OutputLimit = reader.ReadInt32(),
            CanRead = reader.ReadBoolean(),
            Cells = new AskedCounts(connection.Questions),
        };
        var kept = reader.TryReadNil() ? null : ValueCodec.ReadNumbers(ref reader);
        request = request with { Images = ImageCodec.ReadAll(ref reader, connection.Questions.AskLines) };
        if (_count != request.ProcessCount) Rank.SetWorldSize(_count = request.ProcessCount);
        var stop = _stop = new CancellationTokenSource();
        _channel.ExpectStart();
        try
        {
            // No async method: its machinery would have to be compiled at the start of each process.
            var run = rank.Isolate.RunAsync(request, new WireEvents(_channel, connection.Questions), stop.Token);
            connection.Leadership.Suspend();
            run.ContinueWith(ended => Tell(id, ended, kept), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        catch
        {
            _channel.ForgetStart();
            throw;
        }
    }

    /// <summary>Stops the run that goes on, if there is one.</summary>
    public void Stop() => _stop?.Cancel();

    private void Tell(int id, Task<RankOutcome> run, int[]? kept)
    {
        try
        {
            var outcome = run.GetAwaiter().GetResult();
            if (isLimited && outcome is RankOutcome.Failed { Error: var error } && MemoryEnd.IsDue(error)) MemoryEnd.End(_channel, error);
            if (kept is not null && outcome is not RankOutcome.Interrupted { Lost: true }) connection.Replies.Checkpoint(id, rank.Variables.Lend(kept));
            if (outcome is RankOutcome.NotRun) _channel.ForgetStart();
            var frame = new FrameBuffer(FrameKind.Outcome, id);
            var writer = new MessagePackWriter(frame);
            OutcomeCodec.Write(ref writer, outcome);
            writer.Flush();
            _channel.Send(frame);
        }
        catch (Exception failed)
        {
            // The parent waits for exactly one end of the run, and this is it.
            _channel.ForgetStart();
            connection.Replies.Fault(id, $"{failed.GetType().Name}: {failed.Message}");
        }
    }
}
