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
        var (variable, host) = Find(name, pool, rank);
        var snapshot = host is null ? null : await host.Isolate.LendAsync([variable.SlotId], cancellationToken).ConfigureAwait(false);
        if (snapshot is { Refused: [var refused, ..] }) throw new InvalidOperationException($"'{name}' cannot be copied: {refused.Path}: {refused.Reason}");
        if (snapshot is null or { Variables.Count: 0 }) throw new InvalidOperationException($"'{name}' has no value there.");
        try
        {
            return SnapshotDecoder.Decode(snapshot, HostTypes.Instance)[0].Value switch
            {
                T value => value,
                null when default(T) is null => default!,
                var other => throw new InvalidOperationException($"'{name}' is {other?.GetType().ToString() ?? "null"}, not {typeof(T)}."),
            };
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
        state.Tick();
        var notebook = state.Notebook;
        var scope = notebook.Own.WithReferences(AssembliesOf(typeof(T)));
        var result = state.Compiler.CompileDeclarations(scope, [(name, TypeSpelling.Of(typeof(T)))], cancellationToken);
        if (result.Image is not { } image)
            throw new InvalidOperationException($"'{name}' cannot be declared: {string.Join(" ", result.Diagnostics.Select(diagnostic => diagnostic.Message))}");
        var variable = image.Declares.Last(symbol => symbol.Name == name);
        var snapshot = SnapshotEncoder.Lend([new Slot<T>(variable.SlotId, name, Host) { Assign = value }], HostTypes.Instance);
        if (snapshot.Refused is [var refused, ..]) throw new InvalidOperationException($"'{name}' cannot be copied: {refused.Path}: {refused.Reason}");
        state.Registry.Add(result);
        var rank = await state.StartNotebookAsync(cancellationToken).ConfigureAwait(false);
        await rank.MergeAsync(snapshot, [image.Name], null, cancellationToken).ConfigureAwait(false);
        notebook.Own = scope;
        state.IsSweepDue |= notebook.Accept(image, scope);
        AssignedSlots.Add([rank], [variable.SlotId]);
        state.Mention(image.Declares);
        if (state.IsSweepDue) await state.SweepAsync().ConfigureAwait(false);
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
