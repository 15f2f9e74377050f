using Distribute.Contracts.Compilation;

namespace Distribute.Contracts.Assistance;

/// <summary>
/// Helps a person who writes a cell: what could be written at a place, what stands there, whether the cell is finished.
/// Runs nothing, declares nothing, and answers for unfinished and wrong code too. Offsets count UTF-16 code units from the
/// text's start; those outside of the text mean its nearest end. Thread safe.
/// </summary>
public interface ICellAssistant
{
    /// <summary>Pays the one-time cost of the first answer. Safe to call at any time, on any thread, more than once.</summary>
    /// <param name="cancellationToken">Gives up; what was paid for stays.</param>
    Task WarmUpAsync(CancellationToken cancellationToken = default);

    /// <summary>What could be written at a place.</summary>
    /// <param name="request">The code and what it sees.</param>
    /// <param name="offset">The place.</param>
    /// <param name="documented">For how many of the first items documentation is read, from 0; each takes some milliseconds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The items that fit to the word at the place, the likeliest first; none where nothing can be completed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<Completions> CompleteAsync(AssistanceRequest request, int offset, int documented = 0, CancellationToken cancellationToken = default);

    /// <summary>What stands at a place, or just before it; null when there is nothing to say.</summary>
    /// <param name="request">The code and what it sees.</param>
    /// <param name="offset">The place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<QuickInfo?> DescribeAsync(AssistanceRequest request, int offset, CancellationToken cancellationToken = default);

    /// <summary>What can be called with the argument list around a place; null outside of all of them.</summary>
    /// <param name="request">The code and what it sees.</param>
    /// <param name="offset">The place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<SignatureHelp?> SignaturesAsync(AssistanceRequest request, int offset, CancellationToken cancellationToken = default);

    /// <summary>Errors and warnings that running the code would give before it runs.</summary>
    /// <param name="request">The code and what it sees.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<IReadOnlyList<CellDiagnostic>> DiagnoseAsync(AssistanceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Whether code is finished, by its syntax alone.</summary>
    /// <param name="text">The code, without magic lines.</param>
    CompletenessResult CheckComplete(string text);

    /// <summary>Names of the variables that code declares at its top level, in order, by its syntax alone; unfinished code too.</summary>
    /// <param name="text">The code, without magic lines.</param>
    IReadOnlyList<string> DeclaredVariables(string text);

    /// <summary>What code declares beside variables, by its syntax alone: so that a notebook can have what ran somewhere else.</summary>
    /// <param name="text">The code, without magic lines.</param>
    CellDeclarations Declarations(string text) => new("", "", []);
}

/// <summary>What code declares beside variables: the code twice, with all else blanked, so that lines and columns stay. Immutable.</summary>
/// <param name="Types">Its using directives, types, namespaces and constants.</param>
/// <param name="Methods">Its methods and properties.</param>
/// <param name="Names">The names of all but the directives, in order.</param>
public sealed record CellDeclarations(string Types, string Methods, IReadOnlyList<string> Names);

/// <summary>Code that a person writes. Immutable.</summary>
public sealed record AssistanceRequest
{
    /// <summary>The code, magic lines blanked; <c>#r</c> and <c>#i</c> lines may stay.</summary>
    public required string Text { get; init; }

    /// <summary>The names that the code sees.</summary>
    public required Scope Scope { get; init; }

    /// <summary>Code that will run before it and did not yet, oldest first: earlier parts of the same cell. Default none.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];
}
