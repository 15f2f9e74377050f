using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Distribute.Bench.Peers.Contest;

/// <summary>A contestant's process. Disposing asks it to end, and ends it if it does not.</summary>
internal sealed class Conversation : IAsyncDisposable
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(180);
    private const int MostError = 2000;
    private readonly Process? _process;
    private readonly StringBuilder _error = new();

    private Conversation(Process? process, string? absent, string? versions)
    {
        (_process, Absent, Versions) = (process, absent, versions);
        if (process is null) return;
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Why it cannot take part, and what to do; null when it can.</summary>
    public string? Absent { get; private set; }

    /// <summary>What is installed.</summary>
    public string? Versions { get; private set; }

    /// <summary>Starts it and hears its first line.</summary>
    public static async Task<Conversation> OpenAsync(Contestant who, PeerOptions options)
    {
        Process process;
        try
        {
            process = Process.Start(who.Start(options))!;
        }
        catch (Win32Exception exception)
        {
            return new Conversation(null, $"not started: {exception.Message}", null);
        }

        var conversation = new Conversation(process, null, null);
        var first = await conversation.HearAsync().ConfigureAwait(false);
        conversation.Versions = first.Versions;
        if (first.Missing is { } package) conversation.Absent = $"not installed: apt-get install {package}";
        else if (first.Error is { } error) conversation.Absent = $"not started: {error}";
        return conversation;
    }

    /// <summary>Has a piece of work done.</summary>
    public async Task<Answer> AskAsync(Ask ask)
    {
        if (Absent is { } absent) return new Answer { No = absent };
        try
        {
            await _process!.StandardInput.WriteLineAsync(Lines.Write(ask)).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It ended between two questions; the other contestants go on.
            Absent = $"ended: {LastWords()}";
            return new Answer { Error = Absent };
        }

        return await HearAsync().ConfigureAwait(false);
    }

    /// <summary>Memory that the contestant and the processes that it has started share with none, in MiB.</summary>
    public double Memory() => _process is null ? 0 : ProcessTree.PrivateMebibytes(_process.Id);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task<Answer> HearAsync()
    {
        using var patience = new CancellationTokenSource(MostPatience);
        try
        {
            if (await _process!.StandardOutput.ReadLineAsync(patience.Token).ConfigureAwait(false) is { } line) return Lines.Read<Answer>(line);
            Absent = $"ended: {LastWords()}";
        }
        catch (JsonException)
        {
            Absent = "said what is no answer";
        }
        catch (OperationCanceledException)
        {
            _process!.Kill(entireProcessTree: true);
            Absent = $"no answer within {MostPatience.TotalSeconds:F0} s";
        }

        return new Answer { Error = Absent };
    }

    private void Remember(string? line)
    {
        lock (_error)
        {
            if (line is not null && _error.Length < MostError) _error.AppendLine(line);
        }
    }

    private string LastWords()
    {
        lock (_error) return _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("without a word");
    }
}
