using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.PackageManagement;

namespace Distribute.Polyglot.Tests;

/// <summary>A notebook of .NET Interactive with its real C# kernel and the extension.</summary>
internal sealed class TestNotebook : IDisposable
{
    /// <summary>Long enough for any machine; what takes longer hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly List<KernelEvent> _events = [];

    public TestNotebook(params Kernel[] others)
    {
        CSharp = new CSharpKernel().UseNugetDirective((kernel, packages) =>
        {
            kernel.AddAssemblyReferences(packages.SelectMany(package => package.AssemblyPaths));
            return Task.CompletedTask;
        }).UseKernelHelpers().UseValueSharing();
        Root = new CompositeKernel { CSharp };
        foreach (var other in others) Root.Add(other);
        Root.DefaultKernelName = CSharp.Name;
        Root.KernelEvents.Subscribe(new Listener(this));
        DistributeExtension.Load(Root);
    }

    public CompositeKernel Root { get; }

    public CSharpKernel CSharp { get; }

    public DistributeKernel Distribute => (DistributeKernel)Root.FindKernelByName("distribute");

    public event Action<KernelEvent>? Said;

    public async Task<CellOutcome> RunAsync(string cell, CancellationToken cancellationToken = default) => await AskAsync(new SubmitCode(cell), cancellationToken);

    /// <summary>Runs a cell that must succeed.</summary>
    public async Task<CellOutcome> PassAsync(string cell)
    {
        var outcome = await RunAsync(cell);
        Assert.True(outcome.Error is null, $"{cell}\n--- failed:\n{outcome.Error}\n--- showed:\n{outcome.Text}");
        return outcome;
    }

    public async Task<CellOutcome> AskAsync(KernelCommand command, CancellationToken cancellationToken = default)
    {
        lock (_events) _events.Clear();
        var result = await Root.SendAsync(command, cancellationToken).WaitAsync(Patience, CancellationToken.None);
        lock (_events) return new CellOutcome([.. result.Events.Concat(_events).Distinct()]);
    }

    /// <summary>The C# kernel's variable, with its static type.</summary>
    public (Type Type, object? Value) Variable(string name)
    {
        var found = CSharp.ScriptState.GetVariable(name);
        return (found.Type, found.Value);
    }

    public void Dispose() => Root.Dispose();

    private sealed class Listener(TestNotebook owner) : IObserver<KernelEvent>
    {
        public void OnCompleted() { }

        public void OnError(Exception error) => throw error;

        public void OnNext(KernelEvent said)
        {
            lock (owner._events) owner._events.Add(said);
            owner.Said?.Invoke(said);
        }
    }
}

/// <summary>What a cell said.</summary>
internal sealed record CellOutcome(IReadOnlyList<KernelEvent> Events)
{
    public string? Error => Events.OfType<CommandFailed>().FirstOrDefault()?.Message;

    /// <summary>All displays in their last state, and what was printed.</summary>
    public string Text => Shown("text/plain");

    public string Html => Shown("text/html");

    public int Updates => Events.OfType<DisplayedValueUpdated>().Count();

    private string Shown(string type)
    {
        var shown = new Dictionary<string, string>();
        foreach (var display in Events.OfType<DisplayEvent>())
            if (display.FormattedValues.FirstOrDefault(value => value.MimeType == type) is { } value) shown[display.ValueId ?? $"{shown.Count}"] = value.Value;
        return string.Concat(shown.Values);
    }
}
