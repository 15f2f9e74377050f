using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Distribute.Polyglot;

/// <summary>
/// The variables of ranks as other kernels and the variables view see them: an array with an element for each rank, in rank order;
/// those of other pools than the default one as <c>pool.name</c>. Variables that were sent here stand beside them. Thread safe.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="types">The types of the notebook's C# kernel.</param>
internal sealed class Values(Session session, IHostTypes types)
{
    private readonly ConcurrentDictionary<string, bool> _sent = new(StringComparer.Ordinal);

    /// <summary>The value that a kernel told. Those that are no .NET, or in another process, tell a text alone.</summary>
    public static object? Of(ValueProduced told) =>
        told.Value ?? (told.FormattedValue is { MimeType: "application/json" } json ? Plain(JsonNode.Parse(json.Value)) : told.FormattedValue?.Value);

    /// <summary>A variable came from another kernel.</summary>
    public void Sent(string name) => _sent[name] = true;

    /// <summary>All variables that have a value.</summary>
    /// <param name="mimeType">How to show them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<KernelValueInfo>> ListAsync(string mimeType, CancellationToken cancellationToken)
    {
        var infos = new List<KernelValueInfo>();
        // A pool's variable stands before the notebook's of its name.
        foreach (var pool in (await session.ListAsync(null, cancellationToken).ConfigureAwait(false)).OrderBy(pool => pool.Name.Length == 0))
        {
            foreach (var variable in pool.Ranks.SelectMany(rank => rank.Variables.Select(variable => (rank.Rank, variable))).GroupBy(found => found.variable.Name, StringComparer.Ordinal))
            {
                if (pool.Name.Length == 0 && !_sent.ContainsKey(variable.Key)) continue;
                var text = pool.Name.Length == 0 ? variable.First().variable.Preview : string.Join(", ", variable.Select(found => $"[{found.Rank}] {found.variable.Preview}"));
                var name = pool.Name.Length == 0 || pool.Name == MagicCommands.DefaultPool ? variable.Key : $"{pool.Name}.{variable.Key}";
                if (infos.TrueForAll(info => info.Name != name)) infos.Add(new KernelValueInfo(name, new FormattedValue(mimeType, text), typeName: variable.First().variable.Type + (pool.Name.Length == 0 ? "" : "[]")));
            }
        }

        return infos;
    }

    /// <summary>A variable's value.</summary>
    /// <param name="name">As <see cref="ListAsync"/> names it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">There is no such variable, or it cannot be copied.</exception>
    public async Task<object?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var (pool, variable) = name.Split('.', 2) is [var other, var rest] ? (other, rest) : (MagicCommands.DefaultPool, name);
        if (_sent.ContainsKey(name) && !IsOf(pool, variable)) return (await session.ExportAsync(name, types, cancellationToken: cancellationToken).ConfigureAwait(false)).Value;
        if (!session.Pools.TryGetValue(pool, out var ranks)) throw new InvalidOperationException($"'{name}' is no variable of ranks: there is no pool '{pool}'.");
        var values = new object?[ranks.Count];
        for (var rank = 0; rank < values.Length; rank++) values[rank] = await ReadAsync(pool, rank, variable, cancellationToken).ConfigureAwait(false);
        var common = values.Select(value => value?.GetType()).Distinct().ToArray() is [{ } type] ? type : typeof(object);
        var array = Array.CreateInstance(common, values.Length);
        values.CopyTo(array, 0);
        return array;
    }

    private static object? Plain(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.Number => node.GetValue<double>(),
        JsonValueKind.True or JsonValueKind.False => node.GetValue<bool>(),
        _ => node,
    };

    private async Task<object?> ReadAsync(string pool, int rank, string variable, CancellationToken cancellationToken)
    {
        try
        {
            return (await session.ExportAsync(variable, types, pool, rank, cancellationToken).ConfigureAwait(false)).Value;
        }
        catch (InvalidOperationException refused)
        {
            throw new InvalidOperationException($"[{rank}] {refused.Message}", refused);
        }
    }

    private bool IsOf(string pool, string variable) => session.Assistance.Variables(pool).Any(known => known.Name == variable);
}
