using System.Text.Json;
using System.Text.Json.Nodes;
using Distribute.Contracts.Assistance;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Outcomes;
using Distribute.Magic.Assistance;
using Distribute.Magic.Dispatch;
using Distribute.Magic.Grammar;
using Distribute.Magic.Rendering;
using Distribute.Sandbox.Sessions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Distribute.Polyglot;

/// <summary>
/// The subkernel that <c>#!distribute</c> selects: runs C# on many isolated ranks. It has a session of its own, which ends with it.
/// .NET Interactive calls it, one cell at a time.
/// </summary>
public sealed class DistributeKernel : Kernel,
    IKernelCommandHandler<SubmitCode>,
    IKernelCommandHandler<RequestCompletions>,
    IKernelCommandHandler<RequestHoverText>,
    IKernelCommandHandler<RequestDiagnostics>,
    IKernelCommandHandler<RequestValueInfos>,
    IKernelCommandHandler<RequestValue>,
    IKernelCommandHandler<SendValue>
{
    /// <summary>The kernel's name.</summary>
    public const string KernelName = "distribute";

    /// <summary>How long ranks may take to end with the kernel.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CompositeKernel _root;
    private readonly Session _session;
    private readonly CellDispatcher _dispatcher;
    private readonly CellAssistance _assistance;
    private readonly Bridge _bridge;
    private readonly Values _values;

    /// <summary>Creates the kernel.</summary>
    /// <param name="root">The notebook that it will be a part of.</param>
    /// <param name="session">Runs the cells; ends with the kernel.</param>
    internal DistributeKernel(CompositeKernel root, Session session) : base(KernelName)
    {
        KernelInfo.LanguageName = "C#";
        KernelInfo.DisplayName = $"{KernelName} - C# on ranks";
        KernelInfo.Description = MagicParameters.DescriptionOf(Selector);
        (_root, _session) = (root, session);
        (_dispatcher, _assistance, _bridge) = (new CellDispatcher(session), new CellAssistance(session), new Bridge(root, this, session));
        _values = new Values(session, _bridge.Scripts);
        KernelSpecifierDirective = Directives.Specifier(KernelName, () => _session.Pools.Keys);
        // .NET Interactive takes these lines out of the code; they are read where the cell's text is.
        foreach (var directive in Directives.References) AddDirective(directive, (_, _) => Task.CompletedTask);
        RegisterForDisposal(() => Task.Run(() => session.DisposeAsync().AsTask()).Wait(Patience));
    }

    private static string Selector => $"#!{KernelName}";

    /// <inheritdoc/>
    public override KernelSpecifierDirective KernelSpecifierDirective { get; }

    /// <summary>Does a magic that selects no kernel.</summary>
    /// <param name="magic">The magic.</param>
    /// <param name="command">The command that brought it.</param>
    /// <param name="context">The command's context.</param>
    internal Task RunMagicAsync(string magic, KernelCommand command, KernelInvocationContext context) =>
        RunAsync(CellPlace.OfMagic(command, magic), command, context);

    /// <summary>Middleware of the notebook: runs parts without code too, such as <c>#!distribute --help</c>.</summary>
    internal Task RunEmptyPartAsync(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next) =>
        command.GetType().Name == "DirectiveCommand" && command.ToString()!.Split(' ', 3) is [_, var magic, ..] && magic == Selector
        && CellPlace.OfEmptyPart(command, Selector, IsSelector) is { } place ? RunAsync(place, command, context) : next(command, context);

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        context.Publish(new CodeSubmissionReceived(command));
        return RunAsync(PlaceOf(command), command, context);
    }

    async Task IKernelCommandHandler<RequestCompletions>.HandleAsync(RequestCompletions command, KernelInvocationContext context)
    {
        var place = PlaceOf(command);
        var found = await _assistance.CompleteAsync(place.Text, place.OffsetOf(command.LinePosition), 1, context.CancellationToken).ConfigureAwait(false);
        var items = found.Items.Select(item => new CompletionItem(item.Label, TagOf(item.Kind), insertText: item.Text, filterText: item.Text, documentation: item.Documentation));
        context.Publish(new CompletionsProduced([.. items], command, place.SpanOf(found.Start, found.End)));
    }

    async Task IKernelCommandHandler<RequestHoverText>.HandleAsync(RequestHoverText command, KernelInvocationContext context)
    {
        var place = PlaceOf(command);
        if (await _assistance.DescribeAsync(place.Text, place.OffsetOf(command.LinePosition), context.CancellationToken).ConfigureAwait(false) is not { } info) return;
        var text = $"```csharp\n{info.Declaration}\n```\n\n{info.Documentation}".TrimEnd();
        context.Publish(new HoverTextProduced(command, [new FormattedValue("text/markdown", text)], place.SpanOf(info.Start, info.End)));
    }

    async Task IKernelCommandHandler<RequestDiagnostics>.HandleAsync(RequestDiagnostics command, KernelInvocationContext context)
    {
        var place = PlaceOf(command);
        Tell(await _assistance.DiagnoseAsync(place.Text, context.CancellationToken).ConfigureAwait(false), place, command, context);
    }

    async Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context) =>
        context.Publish(new ValueInfosProduced(await _values.ListAsync(command.MimeType, context.CancellationToken).ConfigureAwait(false), command));

    async Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        try
        {
            var value = await _values.ReadAsync(command.Name, context.CancellationToken).ConfigureAwait(false);
            context.Publish(new ValueProduced(value, command.Name, FormattedValue.CreateSingleFromObject(value, command.MimeType), command));
        }
        catch (InvalidOperationException unknown)
        {
            context.Fail(command, message: unknown.Message);
        }
    }

    async Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context) =>
        await SetValueAsync(command, context, async (name, value, type) =>
        {
            // Ranks can copy and use a JSON node; a document is neither.
            if (value is JsonDocument document) value = JsonNode.Parse(document.RootElement.GetRawText());
            var variable = new HostVariable(name, type ?? value?.GetType() ?? typeof(object), value);
            var problems = await _bridge.SendAsync([variable], context.CancellationToken).ConfigureAwait(false);
            _values.Sent(name);
            if (problems.Count > 0) context.Fail(command, message: string.Join('\n', problems));
        }).ConfigureAwait(false);

    private async Task RunAsync(CellPlace place, KernelCommand command, KernelInvocationContext context)
    {
        using var console = HostConsole.Enter();
        var stop = context.CancellationToken;
        var count = _root.SubmissionCount + 1;
        // A cancelled command has ended for its context, but its ranks have something to say still.
        using var show = new CellShow(shown => (context.IsComplete ? PublishEvent : (Action<KernelEvent>)context.Publish)(shown), command, place.Text);
        var missing = await BringAsync(place.Text, stop).ConfigureAwait(false);
        var result = await _dispatcher.RunAsync(place.Text, count, show, stop).ConfigureAwait(false);
        Tell(result.Result.Diagnostics, place, command, context);
        var problems = stop.IsCancellationRequested ? [] : await TakeAsync(result, stop).ConfigureAwait(false);
        if (result.Ok && problems.Count == 0) return;
        context.Fail(command, message: string.Join('\n', [.. problems, Failure(result.Result, count, place.Text), .. missing.Select(sentence => $"From C# cells was not brought: {sentence}")]).Trim());
    }

    private async Task<IReadOnlyList<string>> BringAsync(string text, CancellationToken stop)
    {
        try
        {
            foreach (var part in _dispatcher.Plan(text).Parts.OfType<CellPart.Distribute>()) return await _bridge.BringAsync(part, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The dispatcher sees it too, and tells.
        }

        return [];
    }

    private async Task<IReadOnlyList<string>> TakeAsync(DispatchResult result, CancellationToken stop)
    {
        if (result.Result.Interrupted || result.Result.Diagnostics.Any(diagnostic => diagnostic.IsError)) return [];
        var names = result.Parts.Select(part => part.Part).SelectMany(part => part switch
        {
            CellPart.Load load => load.Names,
            CellPart.Distribute { Options: var options } when result.Ok || !options.StopOnError => options.Gather,
            _ => [],
        });
        return await _bridge.TakeAsync([.. names], stop).ConfigureAwait(false);
    }

    private static string Failure(CellResult result, int count, string source)
    {
        var failed = result.Ranks.Where(rank => rank.Outcome is not (RankOutcome.Completed or RankOutcome.NotRun)).ToArray();
        var told = PlainLines.Failures(failed) + string.Concat(result.Diagnostics.Where(diagnostic => diagnostic.IsError).Select(error => PlainLines.Diagnostic(error, count, source)));
        return told.Length > 0 ? told : result.Interrupted ? "the cell was interrupted" : "";
    }

    private static void Tell(IReadOnlyList<CellDiagnostic> diagnostics, CellPlace place, KernelCommand command, KernelInvocationContext context)
    {
        if (diagnostics.Count == 0 || command is not (SubmitCode or RequestDiagnostics)) return;
        var formatted = diagnostics.Select(diagnostic => new FormattedValue("text/plain", $"{diagnostic.Severity} {diagnostic.Id}: {diagnostic.Message}"));
        context.Publish(new DiagnosticsProduced([.. diagnostics.Select(place.DiagnosticOf)], [.. formatted], command));
    }

    private CellPlace PlaceOf(KernelCommand command) => CellPlace.OfCode(command, Selector, IsSelector);

    private bool IsSelector(string magic) =>
        _root.ChildKernels.Any(kernel => $"#!{kernel.Name}" == magic || kernel.KernelInfo.Aliases.Any(alias => $"#!{alias}" == magic));

    private static string TagOf(CompletionKind kind) => kind switch
    {
        CompletionKind.Variable => "Local",
        CompletionKind.Magic or CompletionKind.Option or CompletionKind.Value or CompletionKind.Text => "Property",
        _ => kind.ToString(),
    };
}
