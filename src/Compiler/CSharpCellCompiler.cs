using Distribute.Compiler.Analysis;
using Distribute.Compiler.Assistance;
using Distribute.Compiler.Caching;
using Distribute.Compiler.Emission;
using Distribute.Compiler.Generation;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Assistance;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;

namespace Distribute.Compiler;

/// <summary>
/// Compiles cells with Roslyn: each is an ordinary compilation in which top-level variables are members over the rank's slots.
/// Lives as long as its session; holds no image that nobody else uses, but for a bounded cache.
/// </summary>
/// <remarks>Thread safe.</remarks>
public sealed class CSharpCellCompiler : ICellCompiler
{
    private const int CachedTexts = 256; // a long notebook's cells; older ones compile again
    private readonly ImageCache _cache = new(CachedTexts);
    private readonly CellEmitter _emitter = new();

    /// <summary>Makes a compiler; it costs nothing before its first cell.</summary>
    public CSharpCellCompiler() => Assistant = new CellAssistant(this, _emitter);

    /// <inheritdoc/>
    public ICellAssistant Assistant { get; }

    ICellAssistant? ICellCompiler.Assistant => Assistant;

    /// <inheritdoc/>
    public CellDirectives ReadDirectives(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DirectiveReader.Read(text);
    }

    /// <inheritdoc/>
    public CompileResult Compile(CompileRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_cache.Find(request) is { } known) return known;
        var cell = ParsedCell.Parse(request.Text, cancellationToken);
        var errors = Diagnostics.OfSyntax(cell);
        if (errors.Count > 0) return Failed(errors);
        var members = CellMembers.Read(cell);
        errors = Misuse.Find(cell, members);
        if (errors.Count > 0) return Failed(errors);
        return new CellCompilation(_emitter, cell, members, request).Run(_cache, cancellationToken);
    }

    /// <inheritdoc/>
    public CompileResult CompileDeclarations(
        Scope scope, IReadOnlyList<(string Name, string TypeSource)> variables, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(variables);
        return DeclarationCompilation.Run(_emitter, scope, variables, cancellationToken);
    }

    /// <inheritdoc/>
    public void WarmUp() => new CSharpCellCompiler().Compile(
        new CompileRequest { Text = "var warm = 1;", Scope = Scope.Empty }, CancellationToken.None);

    private static CompileResult Failed(IReadOnlyList<CellDiagnostic> errors) => new(null, errors, false, []);
}
