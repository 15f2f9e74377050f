using System.Collections.Immutable;
using Distribute.Contracts.Assistance;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.References;

namespace Distribute.Sandbox.Sessions;

/// <summary>
/// Helps a person who writes cells of a session, with what its cells declared so far. Runs nothing, changes nothing, and
/// waits for no cell: what a running cell declares is known once it begins to run. Offsets count UTF-16 code units.
/// </summary>
/// <remarks>Thread safe. Goes on answering when the session has ended. Without an assistant in the compiler it answers with nothing.</remarks>
public sealed class SessionAssistance
{
    private readonly ICellAssistant? _assistant;
    private readonly Func<SessionSchema> _schema;
    private readonly ILocalPackages? _packages;
    private readonly Func<IReadOnlyList<string>> _sources;
    private (SessionSchema Schema, string Key, Scope Scope)? _last;
    private readonly Lock _lock = new();

    internal SessionAssistance(ICellAssistant? assistant, Func<SessionSchema> schema, ILocalPackages? packages, Func<IReadOnlyList<string>> sources) =>
        (_assistant, _schema, _packages, _sources) = (assistant, schema, packages, sources);

    /// <summary>Pays the one-time cost of the first answer; a front end that will ask calls it when it starts. Any number of calls.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WarmUpAsync(CancellationToken cancellationToken = default) => _assistant?.WarmUpAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc cref="ICellAssistant.CompleteAsync"/>
    /// <param name="code">The code and where it is to run.</param>
    public Task<Completions> CompleteAsync(WrittenCode code, int offset, int documented = 0, CancellationToken cancellationToken = default) =>
        _assistant is null ? Task.FromResult(Completions.None(offset)) : _assistant.CompleteAsync(RequestFor(code), offset, documented, cancellationToken);

    /// <inheritdoc cref="ICellAssistant.DescribeAsync"/>
    /// <param name="code">The code and where it is to run.</param>
    public Task<QuickInfo?> DescribeAsync(WrittenCode code, int offset, CancellationToken cancellationToken = default) =>
        _assistant is null ? Task.FromResult<QuickInfo?>(null) : _assistant.DescribeAsync(RequestFor(code), offset, cancellationToken);

    /// <inheritdoc cref="ICellAssistant.SignaturesAsync"/>
    /// <param name="code">The code and where it is to run.</param>
    public Task<SignatureHelp?> SignaturesAsync(WrittenCode code, int offset, CancellationToken cancellationToken = default) =>
        _assistant is null ? Task.FromResult<SignatureHelp?>(null) : _assistant.SignaturesAsync(RequestFor(code), offset, cancellationToken);

    /// <inheritdoc cref="ICellAssistant.DiagnoseAsync"/>
    /// <param name="code">The code and where it is to run.</param>
    public Task<IReadOnlyList<CellDiagnostic>> DiagnoseAsync(WrittenCode code, CancellationToken cancellationToken = default) =>
        _assistant is null ? Task.FromResult<IReadOnlyList<CellDiagnostic>>([]) : _assistant.DiagnoseAsync(RequestFor(code), cancellationToken);

    /// <inheritdoc cref="ICellAssistant.CheckComplete"/>
    public CompletenessResult CheckComplete(string text) => _assistant?.CheckComplete(text) ?? new CompletenessResult(Completeness.Unknown);

    /// <inheritdoc cref="ICellAssistant.DeclaredVariables"/>
    public IReadOnlyList<string> DeclaredVariables(string text) => _assistant?.DeclaredVariables(text) ?? [];

    /// <inheritdoc cref="ICellAssistant.Declarations"/>
    public CellDeclarations Declarations(string text) => _assistant?.Declarations(text) ?? new CellDeclarations("", "", []);

    /// <summary>Names of living pools, in order.</summary>
    public IReadOnlyList<string> Pools => [.. _schema().Pools.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Ids of packages on this machine that begin with a text, in order; none where packages are off.</summary>
    /// <param name="start">The text; "" for all.</param>
    /// <param name="sources">Sources that the cell itself names, besides those that cells named before.</param>
    public IReadOnlyList<string> PackageIds(string start, IReadOnlyList<string> sources) => _packages?.Ids(start, [.. _sources(), .. sources]) ?? [];

    /// <summary>Versions of a package that are on this machine, the newest first.</summary>
    /// <param name="id">The package.</param>
    /// <param name="sources">Sources that the cell itself names, besides those that cells named before.</param>
    public IReadOnlyList<string> PackageVersions(string id, IReadOnlyList<string> sources) => _packages?.Versions(id, [.. _sources(), .. sources]) ?? [];

    /// <summary>Variables with their types as a person would write them, in order of their names.</summary>
    /// <param name="pool">The pool, for those that it has itself; null for the notebook's.</param>
    /// <returns>None for an unknown pool.</returns>
    public IReadOnlyList<(string Name, string Type)> Variables(string? pool) =>
        [.. _schema().ScopeOf(pool).Own.Where(symbol => symbol.Kind == CellSymbolKind.Variable)
            .Select(symbol => (symbol.Name, symbol.TypeDisplay ?? "")).OrderBy(variable => variable.Name, StringComparer.Ordinal)];

    private AssistanceRequest RequestFor(WrittenCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return new AssistanceRequest { Text = code.Text, Scope = ScopeFor(code), Earlier = code.Earlier };
    }

    // The same scope gives the same object, by which the assistant knows what it has worked out before.
    private Scope ScopeFor(WrittenCode code)
    {
        var schema = _schema();
        var known = code.Pool is null || schema.Pools.ContainsKey(code.Pool);
        if (known && (code.Pool is null || code.Share is null)) return schema.ScopeOf(code.Pool);
        var key = $"{code.Pool}|{(code.Share is null ? "*" : string.Join(',', code.Share))}";
        lock (_lock)
        {
            if (_last is { } last && ReferenceEquals(last.Schema, schema) && last.Key == key) return last.Scope;
            var scope = schema.ScopeOf(code.Pool);
            if (code.Share is not null) scope = scope with { Shares = code.Share.ToImmutableHashSet(StringComparer.Ordinal).Contains };
            _last = (schema, key, scope);
            return scope;
        }
    }
}

/// <summary>Code that a person writes, and where it is to run. Immutable.</summary>
public sealed record WrittenCode
{
    /// <summary>The code, magic lines blanked; <c>#r</c> and <c>#i</c> lines may stay.</summary>
    public required string Text { get; init; }

    /// <summary>The pool, which need not live yet; null (the default) for the notebook.</summary>
    public string? Pool { get; init; }

    /// <summary>The variables of the notebook that come in; null (the default) for all that the code uses.</summary>
    public IReadOnlyList<string>? Share { get; init; }

    /// <summary>Code of earlier parts of the same cell that will run in the same place or that this one sees, oldest first. Default none.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];
}
