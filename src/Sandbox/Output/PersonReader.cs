using Distribute.Contracts.Isolates;
using Distribute.Sandbox.Ranks;

namespace Distribute.Sandbox.Output;

/// <summary>
/// A run's standard input: asks the person in front for a line each time one is needed. Where no one can answer, reading
/// fails with what to do instead. Waiting for an answer ends when the run is stopped.
/// </summary>
/// <remarks>Thread safe: one reader at a time.</remarks>
internal sealed class PersonReader(CellExecution execution, IRankEvents events, bool canRead) : TextReader
{
    private readonly Lock _gate = new();
    private string _line = "";
    private int _at;

    public override string? ReadLine()
    {
        lock (_gate)
        {
            if (_at >= _line.Length) return Ask("", password: false);
            var rest = _line[_at..].TrimEnd('\n');
            _at = _line.Length;
            return rest;
        }
    }

    public override int Peek()
    {
        lock (_gate) return Fill() ? _line[_at] : -1;
    }

    public override int Read()
    {
        lock (_gate) return Fill() ? _line[_at++] : -1;
    }

    public override int Read(char[] buffer, int index, int count)
    {
        lock (_gate)
        {
            if (count == 0 || !Fill()) return 0;
            var taken = Math.Min(count, _line.Length - _at);
            _line.CopyTo(_at, buffer, index, taken);
            _at += taken;
            return taken;
        }
    }

    /// <summary>Asks a question of its own; what is left of an earlier line stays for who reads on.</summary>
    public string? Question(string prompt, bool password)
    {
        lock (_gate) return Ask(prompt, password);
    }

    private bool Fill()
    {
        if (_at < _line.Length) return true;
        if (Ask("", password: false) is not { } line) return false;
        _line = line + "\n";
        _at = 0;
        return true;
    }

    // The question is put on another thread: the rank's own can then be woken from its wait without tearing the front
    // end's code apart. An answer that comes after the stop goes nowhere.
    private string? Ask(string prompt, bool password)
    {
        if (!canRead)
        {
            throw new InvalidOperationException(
                "Console input: no one can answer here. Run the notebook in a front end that can ask, or assign the value in a cell instead of reading it.");
        }

        execution.FlushOutput();
        Task<string?> answer;
        using (ExecutionContext.SuppressFlow())
        {
            answer = Task.Factory.StartNew(
                () => events.ReadLine(execution.Rank.Rank, prompt, password),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        try
        {
            answer.Wait(execution.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            execution.ThrowIfStopping();
            throw;
        }
        catch (AggregateException failed) when (failed.InnerException is { } inner)
        {
            throw new IOException("The front end could not ask for input: " + inner.Message, inner);
        }

        // Who is stopped is asked no longer: that is not the end of the input.
        if (answer.Result is null) execution.ThrowIfStopping();
        return answer.Result;
    }
}
