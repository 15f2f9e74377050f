using Distribute.Compiler;
using Distribute.Jupyter.Messages;
using Distribute.ProcessHost;
using Distribute.Sandbox.Sessions;

namespace Distribute.Jupyter.Tests.Running;

/// <summary>A kernel in this process with a front end: the same as the tool runs, but its stops have all the time they need.</summary>
public sealed class TestKernel : IAsyncLifetime
{
    // One for all tests: its first cell costs more than most tests.
    private static readonly CSharpCellCompiler Compiler = new();

    private readonly Session _session = Session.Open(Compiler, new SessionOptions
    {
        Isolates = [new ProcessIsolateFactory()], StopGrace = TimeSpan.FromSeconds(30), NotebookOutputLimit = 32 << 20,
    });
    private readonly StringWriter _log = new();
    private JupyterKernel _kernel = null!;

    internal ConnectionFile Connection { get; } = Ports.Connection();

    internal Client Client { get; private set; } = null!;

    internal JupyterKernel Kernel => _kernel;

    /// <summary>What the kernel has complained of.</summary>
    internal string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    public Task InitializeAsync()
    {
        _kernel = JupyterKernel.Start(Connection, _session, new KernelOptions { Log = TextWriter.Synchronized(_log) });
        Client = new Client(Connection);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _kernel.DisposeAsync();
        await _session.DisposeAsync();
    }
}
