using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.References;
using Distribute.Contracts.Runtime;
using Distribute.Contracts.State;
using Distribute.Sandbox.Pools;
using Distribute.Sandbox.State;

namespace Distribute.Sandbox.Sessions;

/// <summary>Moves values between variables of the session and the program that embeds it, as deep copies.</summary>
internal sealed class HostValues(SessionState state)
{
    private static readonly RankInfo Host = new() { Rank = 0, Pool = "" };

    /// <summary>A variable of the notebook (<paramref name="pool"/> null) or of a rank, as the host's value.</summary>
    /// <exception cref="InvalidOperationException">There is no such variable or value, or it is not of that type.</exception>
    public async Task<T> ReadAsync<T>(string name, string? pool, int rank, CancellationToken cancellationToken)
    {
        return (await ReadAsync(name, pool, rank, HostTypes.Instance, cancellationToken).ConfigureAwait(false)).Value switch
        {
            T value => value,
            null when default(T) is null => default!,
            var other => throw new InvalidOperationException($"'{name}' is {other?.GetType().ToString() ?? "null"}, not {typeof(T)}."),
        };
    }

    /// <summary>A variable as a value of a host with cells of its own, and its static type as a person would write it.</summary>
    /// <exception cref="InvalidOperationException">There is no such variable or value, or the host cannot have it.</exception>
    public Task<(object? Value, string Type)> ExportAsync(string name, string? pool, int rank, IHostTypes types, CancellationToken cancellationToken) =>
        ReadAsync(name, pool, rank, new WorldTypes(state, types), cancellationToken);

    private async Task<(object? Value, string Type)> ReadAsync(string name, string? pool, int rank, ITypeNames types, CancellationToken cancellationToken)
    {
        var (variable, host) = Find(name, pool, rank);
        var snapshot = host is null ? null : await host.Isolate.LendAsync([variable.SlotId], cancellationToken).ConfigureAwait(false);
        if (snapshot is { Refused: [var refused, ..] }) throw new InvalidOperationException($"'{name}' cannot be copied: {refused.Path}: {refused.Reason}");
        if (snapshot is null or { Variables.Count: 0 }) throw new InvalidOperationException($"'{name}' has no value there.");
        try
        {
            return (SnapshotDecoder.Decode(snapshot, types)[0].Value, Written(variable));
        }
        catch (IsolateException exception)
        {
            throw new InvalidOperationException($"'{name}' cannot be read by the host: {exception.Message}", exception);
        }
    }

    /// <summary>Declares or assigns a notebook variable.</summary>
    /// <exception cref="InvalidOperationException">The value cannot be copied, or cells cannot spell its type.</exception>
    public async Task WriteAsync<T>(string name, T value, CancellationToken cancellationToken)
    {
        var spelled = (new HostVariable(name, typeof(T), value), TypeSpelling.Of(typeof(T)));
        if (await WriteAsync([spelled], HostTypes.Instance, slotsWithoutValue: false, cancellationToken).ConfigureAwait(false) is [var problem, ..])
            throw new InvalidOperationException(problem);
    }

    /// <summary>Declares or assigns notebook variables with values of a host with cells of its own, as one graph.</summary>
    /// <returns>What could not be brought, in a sentence each; the rest is there. A variable whose value cannot be copied is there without a value.</returns>
    public async Task<IReadOnlyList<string>> ImportAsync(IReadOnlyList<HostVariable> variables, IHostTypes types, CancellationToken cancellationToken)
    {
        var world = new WorldTypes(state, types);
        var spelled = new List<(HostVariable, string)>();
        var problems = new List<string>();
        foreach (var variable in variables)
        {
            try
            {
                spelled.Add((variable, TypeSpelling.Of(variable.Type, world.SpellingOf)));
            }
            catch (InvalidOperationException nameless)
            {
                problems.Add($"'{variable.Name}' cannot be declared: {nameless.Message}");
            }
        }

        if (spelled.Count > 0) problems.AddRange(await WriteAsync(spelled, world, slotsWithoutValue: true, cancellationToken).ConfigureAwait(false));
        return problems;
    }

    private async Task<List<string>> WriteAsync(
        IReadOnlyList<(HostVariable Variable, string Type)> variables, ITypeNames types, bool slotsWithoutValue, CancellationToken cancellationToken)
    {
        state.Tick();
        var notebook = state.Notebook;
        var scope = notebook.Own;
        scope = scope.WithReferences([.. variables.SelectMany(spelled => AssembliesOf(spelled.Variable.Type))
            .Where(file => !slotsWithoutValue || !scope.References.Any(known => string.Equals(known.Name, file.Name, StringComparison.OrdinalIgnoreCase)))]);
        var result = state.Compiler.CompileDeclarations(scope, [.. variables.Select(spelled => (spelled.Variable.Name, spelled.Type))], cancellationToken);
        var names = string.Join(", ", variables.Select(spelled => $"'{spelled.Variable.Name}'"));
        if (result.Image is not { } image)
            return [$"{names} cannot be declared: {string.Join(" ", result.Diagnostics.Select(diagnostic => diagnostic.Message))}"];
        var declared = variables.Select(spelled => image.Declares.Last(symbol => symbol.Name == spelled.Variable.Name)).ToList();
        var snapshot = SnapshotEncoder.Lend([.. variables.Select((spelled, at) => SlotOf(declared[at], spelled.Variable))], types);
        var problems = snapshot.Refused.Select(refused => $"'{refused.Name}' cannot be copied: {refused.Path}: {refused.Reason}").ToList();
        if (problems.Count > 0 && !slotsWithoutValue) return problems;
        state.Registry.Add(result);
        var rank = await state.StartNotebookAsync(cancellationToken).ConfigureAwait(false);
        await rank.MergeAsync(snapshot, [image.Name, .. snapshot.Images], null, cancellationToken).ConfigureAwait(false);
        notebook.Own = scope;
        state.IsSweepDue |= notebook.Accept(image, scope);
        AssignedSlots.Add([rank], [.. snapshot.Variables.Select(variable => variable.SlotId)]);
        state.Mention(image.Declares);
        if (state.IsSweepDue) await state.SweepAsync().ConfigureAwait(false);
        return problems;
    }

    // Values are encoded by their own types, so the slot that lends one need not know the static type.
    private static Slot SlotOf(CellSymbol symbol, HostVariable variable) => new Slot<object?>(symbol.SlotId, variable.Name, Host) { Assign = variable.Value };

    // The type in full, but cells' types by the names that a person wrote.
    private string Written(CellSymbol variable)
    {
        var source = variable.TypeSource ?? variable.TypeDisplay ?? "object";
        foreach (var type in state.Notebook.Own.Own.Where(symbol => symbol.Kind == CellSymbolKind.Type && source.Contains(symbol.Image, StringComparison.Ordinal)))
            source = source.Replace($"{type.Import}.{type.Name}", type.Name, StringComparison.Ordinal);
        return source;
    }

    private (CellSymbol Variable, RankHost? Host) Find(string name, string? poolName, int rank)
    {
        var pool = poolName is null ? state.Notebook : state.Pools.GetValueOrDefault(poolName)
            ?? throw new InvalidOperationException($"There is no pool '{poolName}'.");
        var variable = pool.Own.OwnVariable(name) ?? pool.Followed.GetValueOrDefault(name)
            ?? throw new InvalidOperationException($"{(poolName is null ? "The notebook" : $"Pool '{poolName}'")} has no variable '{name}'.");
        if (poolName is not null && (rank < 0 || rank >= pool.Ranks.Count))
            throw new InvalidOperationException($"Pool '{poolName}' has no rank {rank}.");
        return (variable, pool.Ranks.ElementAtOrDefault(rank));
    }

    // The host's own assemblies are there when a cell runs: the cell's compilation has to be told, its rank has not.
    private static List<AssemblyFile> AssembliesOf(Type type)
    {
        var types = new Stack<Type>([type]);
        var files = new Dictionary<string, AssemblyFile>(StringComparer.Ordinal);
        while (types.TryPop(out var next))
        {
            if (next.HasElementType) types.Push(next.GetElementType()!);
            foreach (var argument in next.GetGenericArguments()) types.Push(argument);
            var assembly = next.Assembly;
            if (assembly.Location.Length == 0 || HostTypes.IsFramework(assembly)) continue;
            var name = assembly.GetName().Name!;
            files[name] = new AssemblyFile(name, assembly.Location, null);
        }

        return [.. files.Values];
    }
}
