using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Distribute.Contracts.Compilation;
using Distribute.Jupyter;
using Distribute.Jupyter.Messages;
using Distribute.Magic.Dispatch;
using Distribute.Packages;
using Distribute.ProcessHost;
using Distribute.Sandbox.Sessions;

namespace Distribute.Cli;

/// <summary>The options of <c>distribute kernel run</c>.</summary>
/// <param name="ConnectionFile">The connection file.</param>
/// <param name="Mode">Where new pools live; null for threads.</param>
/// <param name="OutputLimit">MiB of output that an ordinary cell may print.</param>
/// <param name="StopGrace">How long a stopped cell may take to end.</param>
/// <param name="PlainRanks">Whether distributed cells show plain lines.</param>
internal sealed record KernelCommandOptions(string ConnectionFile, string? Mode, int OutputLimit, TimeSpan StopGrace, bool PlainRanks);

/// <summary><c>distribute kernel run</c>: a kernel from its start to the front end's shutdown, or the front end's own end.</summary>
internal sealed class KernelCommand(ICellCompiler compiler, Terminal terminal)
{
    /// <summary>How long ranks may take to end before the process ends with them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>What a kernel's first cell takes, from its start.</summary>
    private static readonly TimeSpan FirstCell = TimeSpan.FromSeconds(1.5);

    public async Task<int> RunAsync(KernelCommandOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.GetCurrentDirectory();
        var packages = new PackageResolver(new PackageResolverOptions { ConfigurationFolder = folder });
        var session = Session.Open(compiler, new SessionOptions
        {
            Packages = packages, BaseDirectory = folder, Isolates = [new ProcessIsolateFactory()], StopGrace = options.StopGrace,
            NotebookOutputLimit = options.OutputLimit << 20,
        });
        try
        {
            var connection = ConnectionFile.Read(options.ConnectionFile);
            var kernel = JupyterKernel.Start(connection, session, new KernelOptions { Dispatch = new DispatchOptions { Mode = options.Mode }, PlainRanks = options.PlainRanks, Log = terminal.Error });
            // A front end takes a moment to say hello: by then the rank runs and the first cell costs little.
            _ = session.RunAsync(new CellRequest { Code = "0", ExecutionCount = 1 }, null, cancellationToken);
            _ = WarmUpAsync(session.Assistance);
            await ServeAsync(kernel, cancellationToken).ConfigureAwait(false);
            await kernel.DisposeAsync().ConfigureAwait(false);
            JupyterKernel.Flush();
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            await terminal.Error.WriteLineAsync($"distribute: {problem.Message}").ConfigureAwait(false);
            return CommandLine.UsageError;
        }
        finally
        {
            await Task.WhenAny(session.DisposeAsync().AsTask(), Task.Delay(Patience, CancellationToken.None)).ConfigureAwait(false);
        }

        return 0;
    }

    /// <summary>Once the first cell, which a front end may send at once, has had the processors to itself.</summary>
    private static async Task WarmUpAsync(SessionAssistance assistance)
    {
        await Task.Delay(FirstCell).ConfigureAwait(false);
        await assistance.WarmUpAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for the first reason to end.</summary>
    private static async Task ServeAsync(JupyterKernel kernel, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Jupyter interrupts by message; Ctrl+C in its terminal reaches the kernel too and means the same.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            kernel.Interrupt();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.TrySetResult();
        });
        await using var cancelled = cancellationToken.Register(() => ended.TrySetResult()).ConfigureAwait(false);
        await Task.WhenAny(kernel.WhenShutDown, ended.Task, ParentGoneAsync()).ConfigureAwait(false);
    }

    /// <summary>Completes when the front end that started the kernel is gone without a word: nobody else would end the kernel.</summary>
    private static async Task ParentGoneAsync()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id <= 1)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            return;
        }

        try
        {
            using var parent = Process.GetProcessById(id);
            await parent.WaitForExitAsync().ConfigureAwait(false);
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }
}
