using System.Text;
using System.Text.Json.Nodes;
using Distribute.Contracts.Outcomes;
using Distribute.Jupyter.Messages;
using Distribute.Jupyter.Network;
using Distribute.Notebooks.Outputs;

namespace Distribute.Jupyter.Showing;

/// <summary>
/// Publishes what one request shows. Text is put together, so that a flood is few messages: the first piece leaves at
/// once, what follows within <see cref="Delay"/> leaves together. Ends when it is disposed, with all text sent; what
/// comes later goes nowhere.
/// </summary>
internal sealed class CellOutput : ICellOutput, IDisposable
{
    /// <summary>How long text waits for more to go with it; less than a person notices.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(25);

    /// <summary>As much text as one message carries before it leaves in any case.</summary>
    private const int MaxChars = 128 * 1024;

    private readonly Outbox _outbox;
    private readonly Message _request;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly ITimer _timer;
    private long _lastFlush;
    private bool _isError;
    private bool _scheduled;
    private bool _ended;

    public CellOutput(Outbox outbox, Message request, int executionCount, TimeProvider time)
    {
        _outbox = outbox;
        _request = request;
        _time = time;
        ExecutionCount = executionCount;
        _timer = time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int ExecutionCount { get; }

    public void Stream(bool error, string text)
    {
        if (text.Length == 0) return;
        lock (_gate)
        {
            if (_ended) return;
            if (_isError != error) FlushText();
            _isError = error;
            _text.Append(text);
            if (_text.Length >= MaxChars || _time.GetElapsedTime(_lastFlush) > Delay)
            {
                FlushText();
            }
            else if (!_scheduled)
            {
                _scheduled = true;
                _timer.Change(Delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Display(MimeBundle value, string? displayId = null, JsonObject? metadata = null) =>
        Publish("display_data", Data(value, displayId, metadata));

    public void Update(MimeBundle value, string displayId, JsonObject? metadata = null) =>
        Publish("update_display_data", Data(value, displayId, metadata));

    public void Result(MimeBundle value, JsonObject? metadata = null)
    {
        var content = Data(value, null, metadata);
        content["execution_count"] = ExecutionCount;
        Publish("execute_result", content);
    }

    public void Clear(bool wait) => Publish("clear_output", new JsonObject { ["wait"] = wait });

    /// <summary>Shows an error.</summary>
    public void Error(CellError error) => Publish("error", error.ToJson());

    /// <summary>Sends the text that waits.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _scheduled = false;
            FlushText();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            FlushText();
            _ended = true;
        }

        _timer.Dispose();
    }

    private void Publish(string type, JsonObject content)
    {
        lock (_gate)
        {
            if (_ended) return;
            FlushText();
            _outbox.Publish(_request, type, content);
        }
    }

    private void FlushText()
    {
        if (_text.Length == 0) return;
        _outbox.Publish(_request, "stream", new JsonObject { ["name"] = _isError ? "stderr" : "stdout", ["text"] = _text.ToString() });
        _text.Clear();
        _lastFlush = _time.GetTimestamp();
    }

    private static JsonObject Data(MimeBundle value, string? displayId, JsonObject? metadata) => new()
    {
        ["data"] = MimeJson.ToMessage(value),
        ["metadata"] = metadata ?? [],
        ["transient"] = displayId is null ? [] : new JsonObject { ["display_id"] = displayId },
    };
}
