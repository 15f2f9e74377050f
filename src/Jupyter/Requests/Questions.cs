using System.Text.Json.Nodes;
using Distribute.Jupyter.Messages;
using Distribute.Jupyter.Network;

namespace Distribute.Jupyter.Requests;

/// <summary>Asks the person for lines, one question at a time whoever asks: a front end shows one. Thread safe.</summary>
internal sealed class Questions(Outbox outbox)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private (string Id, TaskCompletionSource<string> Answer)? _open;

    /// <summary>Asks whoever sent a request, and waits.</summary>
    /// <returns>The line; null when the request was stopped or ended meanwhile.</returns>
    public string? Ask(Message request, string prompt, bool password, CancellationToken stop)
    {
        try
        {
            _turn.Wait(stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        try
        {
            var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
                _open = (outbox.Ask(request, "input_request", new JsonObject { ["prompt"] = prompt, ["password"] = password }), answer);
            answer.Task.Wait(stop);
            return answer.Task.Result;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            lock (_gate) _open = null;
            _turn.Release();
        }
    }

    /// <summary>An answer came. One to a question that is no longer asked goes nowhere.</summary>
    public void Answered(Message reply)
    {
        lock (_gate)
        {
            // Not every front end says what it answers.
            if (_open is { } open && (reply.ParentId is null || reply.ParentId == open.Id))
                open.Answer.TrySetResult(reply.Content.Text("value") ?? "");
        }
    }
}
