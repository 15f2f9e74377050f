using System.Text.RegularExpressions;
using Distribute.Contracts.Compilation;
using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Distribute.Polyglot;

/// <summary>
/// Keeps the session's notebook, from which ranks get what they use, in step with the notebook's C# kernel: packages, usings, types and
/// methods of cells that ran since, and the variables that a cell mentions when they may have changed. Used by one cell at a time.
/// </summary>
/// <param name="root">The notebook.</param>
/// <param name="own">The kernel that the bridge is for.</param>
/// <param name="session">The session.</param>
internal sealed partial class Bridge(Kernel root, Kernel own, Session session)
{
    private readonly Dictionary<string, HashSet<string>> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _current = new(StringComparer.Ordinal);
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private object? _last;
    private int _count;

    /// <summary>The C# kernel.</summary>
    public ScriptKernel Scripts { get; } = new(root);

    /// <summary>Brings what a part will use.</summary>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What could not be brought, in a sentence each.</returns>
    public async Task<IReadOnlyList<string>> BringAsync(CellPart.Distribute part, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var wanted = WordsOf(part.Code);
        wanted.UnionWith([.. part.Options.Share ?? [], .. part.Options.Scatter]);
        var fresh = Scripts.TextsSince(_last).Select(text => (Text: text, Declared: session.Assistance.Declarations(text))).ToList();
        _last = Scripts.Newest;
        await RunAsync(References(fresh.Select(script => script.Text)), problems, cancellationToken).ConfigureAwait(false);
        foreach (var (text, declared) in fresh)
        {
            var words = WordsOf(declared.Types + declared.Methods);
            foreach (var name in declared.Names) _words[name] = words;
            _current.ExceptWith(Reached(WordsOf(text)));
            wanted.UnionWith(WordsOf(declared.Methods));
        }

        foreach (var (_, declared) in fresh) await RunAsync(declared.Types, problems, cancellationToken).ConfigureAwait(false);
        wanted = Reached(wanted);
        wanted.ExceptWith(_current);
        var variables = Scripts.Variables(wanted).Values.ToList();
        foreach (var name in part.Options.Share ?? [])
            if (!_current.Contains(name) && variables.TrueForAll(variable => variable.Name != name) && await AskOthersAsync(name).ConfigureAwait(false) is { } other) variables.Add(other);
        if (variables.Count > 0) problems.AddRange(await SendAsync(variables, cancellationToken).ConfigureAwait(false));
        foreach (var (_, declared) in fresh) await RunAsync(declared.Methods, problems, cancellationToken).ConfigureAwait(false);
        return problems;
    }

    /// <summary>Gives the session's notebook variables.</summary>
    /// <returns>What could not be brought, in a sentence each.</returns>
    public async Task<IReadOnlyList<string>> SendAsync(IReadOnlyList<HostVariable> variables, CancellationToken cancellationToken)
    {
        _current.UnionWith(variables.Select(variable => variable.Name));
        return await session.ImportAsync(variables, Scripts, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the C# kernel variables of the session's notebook, with their static types.</summary>
    /// <returns>What could not be brought, in a sentence each.</returns>
    public async Task<IReadOnlyList<string>> TakeAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var name in names)
        {
            try
            {
                var (value, type) = await session.ExportAsync(name, Scripts, cancellationToken: cancellationToken).ConfigureAwait(false);
                if (await Scripts.AssignAsync(name, type, value).ConfigureAwait(false) is { } problem) problems.Add(problem);
                _current.Add(name);
            }
            catch (InvalidOperationException refused)
            {
                problems.Add(refused.Message);
            }
        }

        return problems;
    }

    private string References(IEnumerable<string> texts)
    {
        var lines = new List<string>();
        foreach (var file in Scripts.References())
            if (_files.Add(file)) lines.Add(ReferenceTo(file));
        lines.AddRange(texts.SelectMany(text => FileReference().Matches(text).Select(line => line.Value.Trim())));
        return string.Join('\n', lines.Distinct());
    }

    // A package by its name, and not by a file of it: with it come its native files.
    private static string ReferenceTo(string file)
    {
        for (var folder = Path.GetDirectoryName(file); folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, ".nupkg.metadata"))) return $"#r \"nuget: {Path.GetFileName(Path.GetDirectoryName(folder))}, {Path.GetFileName(folder)}\"";
        return $"#r \"{file}\"";
    }

    private async Task RunAsync(string code, List<string> problems, CancellationToken cancellationToken)
    {
        if (code.Length == 0) return;
        var result = await session.RunAsync(new CellRequest { Code = code, ExecutionCount = ++_count }, null, cancellationToken).ConfigureAwait(false);
        problems.AddRange(result.Diagnostics.Where(diagnostic => diagnostic.IsError).Select(error => $"{error.Id}: {error.Message}"));
    }

    private async Task<HostVariable?> AskOthersAsync(string name)
    {
        foreach (var kernel in ((CompositeKernel)root).Where(kernel => kernel != own && kernel.KernelInfo.SupportedKernelCommands.Any(command => command.Name == nameof(RequestValue))))
        {
            // Asked for a value that it does not have, a kernel would tell the person.
            var infos = await kernel.SendAsync(new RequestValueInfos(kernel.Name)).ConfigureAwait(false);
            if (!infos.Events.OfType<ValueInfosProduced>().Any(known => known.ValueInfos.Any(info => info.Name == name))) continue;
            var answer = await kernel.SendAsync(new RequestValue(name, targetKernelName: kernel.Name)).ConfigureAwait(false);
            if (answer.Events.OfType<ValueProduced>().FirstOrDefault() is { } told && Values.Of(told) is { } value) return new HostVariable(name, value.GetType(), value);
        }

        return null;
    }

    // The words of a text, and those of all methods and types that it mentions.
    private HashSet<string> Reached(HashSet<string> words)
    {
        var pending = new Stack<string>(words);
        while (pending.TryPop(out var word))
            foreach (var next in _words.GetValueOrDefault(word) ?? [])
                if (words.Add(next)) pending.Push(next);
        return words;
    }

    private static HashSet<string> WordsOf(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"[\p{L}_][\p{L}\p{Nd}_]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\s*#r\s+""(?!nuget:)[^""]+""", RegexOptions.Multiline)]
    private static partial Regex FileReference();
}
