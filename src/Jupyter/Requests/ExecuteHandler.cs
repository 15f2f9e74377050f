using System.Text.Json.Nodes;
using Distribute.Contracts.Outcomes;
using Distribute.Jupyter.Messages;
using Distribute.Jupyter.Network;
using Distribute.Jupyter.Showing;
using Distribute.Magic.Dispatch;
using Distribute.Notebooks.Outputs;
using Distribute.Sandbox.Sessions;

namespace Distribute.Jupyter.Requests;

/// <summary>Runs cells. One at a time.</summary>
internal sealed class ExecuteHandler(Session session, KernelOptions options, Outbox outbox, Questions questions, Interrupts interrupts, HistoryLog history)
{
    private readonly CellDispatcher _dispatcher = new(session, options.Dispatch);
    private readonly CellSources _sources = new();
    private int _count;

    /// <summary>Runs a cell.</summary>
    /// <returns>The answer, and whether the cells that wait fail with it.</returns>
    public async Task<(JsonObject Reply, bool OthersFail)> RunAsync(Message request)
    {
        var ask = ExecuteRequest.Read(request.Content);
        // The engine counts every cell; one that is not remembered borrows the next number.
        var count = _count + 1;
        if (ask.StoreHistory) _count = count;
        if (!ask.Silent) outbox.Publish(request, "execute_input", new JsonObject { ["code"] = ask.Code, ["execution_count"] = count });
        using var running = interrupts.Begin();
        using var output = new CellOutput(outbox, request, count, options.Time);
        using var show = new CellShow(output, ask.Code, options, ask.AllowStdin ? (prompt, password) => questions.Ask(request, prompt, password, running.Unasked) : null);
        var error = await RunAsync(ask, count, ask.Silent ? null : show, running).ConfigureAwait(false);
        if (error is not null && !ask.Silent) output.Error(error);
        var expressions = error is null ? await EvaluateAsync(ask.UserExpressions, count, running.Token).ConfigureAwait(false) : [];
        output.Dispose();
        if (ask.StoreHistory) history.Add(count, ask.Code, show.LastResult);

        var reply = error?.ToJson() ?? [];
        reply["status"] = error is null ? "ok" : "error";
        reply["execution_count"] = ask.Silent ? _count : count;
        reply["user_expressions"] = expressions;
        reply["payload"] = new JsonArray();
        return (reply, error is not null && ask is { StopOnError: true, Silent: false });
    }

    /// <summary>The answer to a cell that is not run because an earlier one failed.</summary>
    public JsonObject Aborted() => new() { ["status"] = "aborted", ["execution_count"] = _count };

    private async Task<CellError?> RunAsync(ExecuteRequest ask, int count, CellShow? show, Interrupts.Running running)
    {
        _sources[count] = ask.Code;
        try
        {
            var run = _dispatcher.RunAsync(ask.Code, count, show, running.Token);
            if (await Task.WhenAny(run, running.GivenUp).ConfigureAwait(false) != run)
                return new CellError("Interrupted", "the cell was given up", ["Interrupted: the cell was given up; the next one waits until it has stopped. To be rid of it, restart the kernel."]);
            var result = (await run.ConfigureAwait(false)).Result;
            return result.Ok ? null : CellErrors.Of(result, count, _sources);
        }
        catch (Exception fault)
        {
            // A fault of ours costs this cell and is told; the person's variables are still there.
            return CellErrors.OfFault(fault);
        }
    }

    private async Task<JsonObject> EvaluateAsync(IReadOnlyDictionary<string, string> expressions, int count, CancellationToken stop)
    {
        var values = new JsonObject();
        foreach (var (name, expression) in expressions)
        {
            var result = await session.RunAsync(new CellRequest { Code = expression, ExecutionCount = count }, null, stop).ConfigureAwait(false);
            if (result is { Ok: true, Ranks: [{ Outcome: RankOutcome.Completed { Value: { } value } }] })
            {
                values[name] = new JsonObject { ["status"] = "ok", ["data"] = MimeJson.ToMessage(value), ["metadata"] = new JsonObject() };
            }
            else
            {
                var error = result.Ok ? new CellError("NoValue", "the expression has no value", []) : CellErrors.Of(result, count, _sources);
                values[name] = error.ToJson();
                values[name]!["status"] = "error";
            }
        }

        return values;
    }
}
