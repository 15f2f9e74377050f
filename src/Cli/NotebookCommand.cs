using System.Runtime.InteropServices;
using Distribute.Contracts.Compilation;
using Distribute.Magic.Dispatch;
using Distribute.Magic.Rendering;
using Distribute.Notebooks.Documents;
using Distribute.Notebooks.Reports;
using Distribute.Notebooks.Running;
using Distribute.Packages;
using Distribute.ProcessHost;
using Distribute.Sandbox.Sessions;

namespace Distribute.Cli;

/// <summary>The options of <c>distribute run</c>.</summary>
internal sealed record NotebookCommandOptions(
    string File, string? Output, string? Report, bool KeepGoing, TimeSpan? Timeout, string? Mode, bool Quiet, bool Debug);

/// <summary><c>distribute run</c>: reads a notebook, runs it, and writes what it was asked to write, also after a failure or Ctrl+C.</summary>
internal sealed class NotebookCommand(ICellCompiler compiler, Terminal terminal)
{
    public async Task<int> RunAsync(NotebookCommandOptions options, CancellationToken cancellationToken)
    {
        NotebookDocument document;
        try
        {
            // Once, at the start: a cell may change the current directory.
            options = options with { Output = Full(options.Output), Report = Full(options.Report) };
            if (options.Output is not null) NotebookFile.EnsureWritable(options.Output);
            if (options.Report is not null) ReportFile.EnsureWritable(options.Report);
            document = await NotebookFile.ReadAsync(options.File, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is NotebookFormatException or IOException or ArgumentException or UnauthorizedAccessException)
        {
            return await RefuseAsync(problem).ConfigureAwait(false);
        }

        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var signals = Signals(interrupt);
        var executed = await ExecuteAsync(document, options, interrupt.Token).ConfigureAwait(false);
        try
        {
            if (options.Output is not null) await NotebookFile.WriteAsync(executed.Document, options.Output, CancellationToken.None).ConfigureAwait(false);
            if (options.Report is not null) await ReportFile.WriteAsync(executed.Run, options.Report, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return await RefuseAsync(problem).ConfigureAwait(false);
        }

        return executed.Run.ExitCode;
    }

    private async Task<ExecutedNotebook> ExecuteAsync(NotebookDocument document, NotebookCommandOptions options, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(options.File))!;
        var packages = new PackageResolver(new PackageResolverOptions { ConfigurationFolder = folder });
        var session = Session.Open(compiler, new SessionOptions { Packages = packages, BaseDirectory = folder, Isolates = [new ProcessIsolateFactory()] });
        await using (session.ConfigureAwait(false))
        {
            var renderer = TextRenderer.ForOutput(
                terminal.Output, terminal.IsInteractive, new RenderOptions { Quiet = options.Quiet, Debug = options.Debug });
            await using (renderer.ConfigureAwait(false))
            {
                var dispatcher = new CellDispatcher(session, new DispatchOptions { Timeout = options.Timeout, Mode = options.Mode });
                var runner = new DispatchRunner(dispatcher, renderer, terminal.Output);
                return await NotebookRunner.RunAsync(
                    document, runner, new NotebookRunOptions { KeepGoing = options.KeepGoing }, runner, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);

    private async Task<int> RefuseAsync(Exception problem)
    {
        await terminal.Error.WriteLineAsync($"distribute: {problem.Message}").ConfigureAwait(false);
        return CommandLine.UsageError;
    }

    // The first signal interrupts the running cell, and what was done is still written; the second gives up at once.
    private static SignalPair Signals(CancellationTokenSource interrupt)
    {
        void OnSignal(PosixSignalContext context)
        {
            if (interrupt.IsCancellationRequested) return;
            context.Cancel = true;
            interrupt.Cancel();
        }

        return new SignalPair(
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
    }

    private sealed record SignalPair(PosixSignalRegistration Interrupt, PosixSignalRegistration Terminate) : IDisposable
    {
        public void Dispose()
        {
            Interrupt.Dispose();
            Terminate.Dispose();
        }
    }
}
