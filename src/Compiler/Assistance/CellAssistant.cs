using System.Diagnostics;
using Distribute.Compiler.Analysis;
using Distribute.Compiler.Emission;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Assistance;
using Distribute.Contracts.Compilation;

namespace Distribute.Compiler.Assistance;

/// <summary>Answers with Roslyn's own editor services, over documents in which a cell's text stands as it is.</summary>
/// <remarks>Thread safe. Nothing of Roslyn's editor services is loaded before the first question.</remarks>
internal sealed class CellAssistant(ICellCompiler compiler, CellEmitter emitter) : ICellAssistant
{
    private readonly CellDocuments _documents = new(emitter);

    /// <inheritdoc/>
    public async Task WarmUpAsync(CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var request = new AssistanceRequest { Text = "Console.WriteLine(\"\".Length", Scope = Scope.Empty };
        await CompleteAsync(request, "Console.Wr".Length, 1, cancellationToken).ConfigureAwait(false);
        await DescribeAsync(request, 1, cancellationToken).ConfigureAwait(false);
        await SignaturesAsync(request, request.Text.Length, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Completions> CompleteAsync(AssistanceRequest request, int offset, int documented = 0, CancellationToken cancellationToken = default)
    {
        offset = Within(request, offset);
        var document = await _documents.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        return await OrElse(CompletionList.CreateAsync(document, offset, documented, cancellationToken), Completions.None(offset)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<QuickInfo?> DescribeAsync(AssistanceRequest request, int offset, CancellationToken cancellationToken = default)
    {
        offset = Within(request, offset);
        var document = await _documents.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        return await OrElse(HoverText.CreateAsync(document, offset, cancellationToken), null).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<SignatureHelp?> SignaturesAsync(AssistanceRequest request, int offset, CancellationToken cancellationToken = default)
    {
        offset = Within(request, offset);
        var document = await _documents.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        return await OrElse(SignatureFinder.FindAsync(document, offset, cancellationToken), null).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CellDiagnostic>> DiagnoseAsync(AssistanceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return OrElse(Task.Run(() => Diagnose(request, cancellationToken), cancellationToken), []);
    }

    /// <inheritdoc/>
    public CompletenessResult CheckComplete(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return CodeCompleteness.Of(text);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> DeclaredVariables(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cell = ParsedCell.Parse(DirectiveReader.Read(text).Text, CancellationToken.None);
        return [.. CellMembers.Read(cell).Variables.Select(variable => variable.Name).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public CellDeclarations Declarations(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DeclarationText.Of(DirectiveReader.Read(text).Text);
    }

    // On some of what stands in a cell while it is written the compiler itself fails, with a null reference in its binder for one. Then there is no help, and what
    // failed is for those who trace; a fault of ours is told.
    private static async Task<T> OrElse<T>(Task<T> answer, T nothing)
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is not OperationCanceledException && failed.TargetSite?.DeclaringType?.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true)
        {
            Trace.TraceWarning("The compiler failed on a cell that is being written: " + failed);
            return nothing;
        }
    }

    private IReadOnlyList<CellDiagnostic> Diagnose(AssistanceRequest request, CancellationToken cancellationToken)
    {
        var scope = request.Scope;
        foreach (var text in request.Earlier)
        {
            var earlier = compiler.Compile(new CompileRequest { Text = compiler.ReadDirectives(text).Text, Scope = scope }, cancellationToken);
            if (earlier.Image is null) return []; // its own errors are told; what they do to this code is not known
            scope = scope.Declare(earlier.Image);
        }

        var directives = compiler.ReadDirectives(request.Text);
        return [.. directives.Diagnostics, .. compiler.Compile(new CompileRequest { Text = directives.Text, Scope = scope }, cancellationToken).Diagnostics];
    }

    private static int Within(AssistanceRequest request, int offset)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Math.Clamp(offset, 0, request.Text.Length);
    }
}
