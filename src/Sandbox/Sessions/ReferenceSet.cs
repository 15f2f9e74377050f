using Distribute.Contracts.Compilation;
using Distribute.Contracts.References;
using Distribute.Sandbox.Pools;

namespace Distribute.Sandbox.Sessions;

/// <summary>
/// The packages and assembly files that cells of the session named. Packages are resolved together, so that one version
/// of each is chosen; nothing is remembered before its cell compiled.
/// </summary>
internal sealed class ReferenceSet(SessionOptions options) : IDisposable
{
    private readonly FileReferences _files = new(options.BaseDirectory ?? Directory.GetCurrentDirectory());
    private readonly Dictionary<string, ReferenceBatch> _batches = new(StringComparer.Ordinal);
    private IReadOnlyList<(string Id, string? Version)> _packages = [];
    private volatile IReadOnlyList<string> _sources = [];
    private ResolvedReferences _resolved = ResolvedReferences.Empty;

    /// <summary>The sources that cells named. Any thread.</summary>
    public IReadOnlyList<string> Sources => _sources;

    /// <summary>Reads a cell's <c>#r</c> and <c>#i</c> lines and resolves what they name.</summary>
    /// <returns>What the cell refers to; null when the log got an error.</returns>
    public async ValueTask<CellReferences?> ReadAsync(string text, ICellCompiler compiler, CellLog log, CancellationToken cancellationToken)
    {
        if (!text.Contains('#', StringComparison.Ordinal)) return new CellReferences(text, [], null);
        var directives = compiler.ReadDirectives(text);
        log.Add(directives.Diagnostics);
        if (log.HasErrors) return null;
        var sources = _sources.Union(directives.Sources.Select(source => source.Source), StringComparer.Ordinal).ToList();
        var batches = new List<ReferenceBatch>();
        var packages = await ResolveAsync(directives.References, sources, log, cancellationToken).ConfigureAwait(false);
        if (packages is not null && packages.Resolved.Assemblies.Count + packages.Resolved.NativeFiles.Count > 0) batches.Add(BatchOf(packages.Resolved));
        foreach (var directive in directives.References)
        {
            if (directive.Path is null) continue;
            var (files, error) = _files.Resolve(directive.Path);
            if (error is { } message) log.Add(new CellDiagnostic("error", message.Id, message.Message, directive.Line, 1));
            else if (files.Count > 0) batches.Add(BatchOf(new ResolvedReferences(files, [], [])));
        }

        return log.HasErrors ? null : new CellReferences(directives.Text, batches, () => Commit(packages, sources));
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    private async Task<PackageSet?> ResolveAsync(
        IReadOnlyList<ReferenceDirective> directives,
        IReadOnlyList<string> sources,
        CellLog log,
        CancellationToken cancellationToken)
    {
        var named = directives.Where(directive => directive.PackageId is not null).ToList();
        if (named.Count == 0) return null;
        if (options.Packages is null)
        {
            var (id, message) = SessionDiagnostics.PackagesOff(named[0].PackageId!);
            log.Add(new CellDiagnostic("error", id, message, named[0].Line, 1));
            return null;
        }

        var wanted = Merge(named);
        if (wanted.SequenceEqual(_packages) && sources.Count == _sources.Count) return new PackageSet(_packages, _resolved);
        try
        {
            var resolved = await options.Packages.ResolveAsync(wanted, sources, cancellationToken).ConfigureAwait(false);
            foreach (var (id, version) in resolved.Packages)
                if (named.Any(directive => string.Equals(directive.PackageId, id, StringComparison.OrdinalIgnoreCase))) log.Note($"restored {id} {version}");
            return new PackageSet(wanted, resolved);
        }
        catch (PackageResolutionException exception)
        {
            var culprit = named.FirstOrDefault(directive => exception.Message.Contains(directive.PackageId!, StringComparison.OrdinalIgnoreCase)) ?? named[0];
            var (id, message) = SessionDiagnostics.PackageFailed(exception.Message);
            log.Add(new CellDiagnostic("error", id, message, culprit.Line, 1));
            return null;
        }
    }

    private List<(string Id, string? Version)> Merge(IEnumerable<ReferenceDirective> named)
    {
        var wanted = _packages.ToList();
        foreach (var directive in named)
        {
            var package = (directive.PackageId!, directive.Version);
            var at = wanted.FindIndex(known => string.Equals(known.Id, directive.PackageId, StringComparison.OrdinalIgnoreCase));
            // Named again without a version means: as it is.
            if (at < 0) wanted.Add(package);
            else if (directive.Version is not null) wanted[at] = package;
        }

        return wanted;
    }

    private void Commit(PackageSet? packages, IReadOnlyList<string> sources)
    {
        _sources = sources;
        if (packages is not null) (_packages, _resolved) = (packages.Packages, packages.Resolved);
    }

    // The same files give the same batch, so that ranks which have it are not asked again.
    private ReferenceBatch BatchOf(ResolvedReferences resolved)
    {
        var key = string.Join('|', resolved.Assemblies.Select(file => file.RuntimePath ?? file.CompilePath).Concat(resolved.NativeFiles));
        if (!_batches.TryGetValue(key, out var batch)) _batches[key] = batch = new ReferenceBatch(resolved);
        return batch;
    }

    private sealed record PackageSet(IReadOnlyList<(string Id, string? Version)> Packages, ResolvedReferences Resolved);
}

/// <summary>What a cell refers to, before it is accepted.</summary>
/// <param name="Text">The cell with those lines blanked.</param>
/// <param name="Batches">The assemblies.</param>
/// <param name="Commit">Remembers the packages and sources for later cells; null when there are none.</param>
internal sealed record CellReferences(string Text, IReadOnlyList<ReferenceBatch> Batches, Action? Commit)
{
    /// <summary>All assemblies.</summary>
    public List<AssemblyFile> Files => [.. Batches.SelectMany(batch => batch.Resolved.Assemblies)];
}
