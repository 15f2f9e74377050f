using System.Collections.Immutable;
using Distribute.Compiler.Emission;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Assistance;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Distribute.Compiler.Assistance;

/// <summary>
/// Makes Roslyn documents of cells: a chain of scripts for what the cell sees, and the cell's own text as the last one. What a
/// scope comes to is kept for the few scopes that were asked for last: the next key pressed has the same.
/// </summary>
/// <remarks>Thread safe. A chain of a few scripts, made anew for each scope, has none of the cost of a chain of all cells.</remarks>
internal sealed class CellDocuments(CellEmitter emitter)
{
    private const int KeptScopes = 4; // the notebook, and pools that a person goes to and fro between
    private static readonly CSharpParseOptions Parsing = ParsedCell.ScriptOptions.WithDocumentationMode(DocumentationMode.Parse);

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Annotations);

    private readonly List<Prepared> _kept = []; // locked; the newest last
    private readonly AssistanceReferences _references = new();

    private sealed record Prepared(Scope Scope, IReadOnlyList<string> Earlier, Solution Solution, DocumentId Cell);

    /// <summary>The cell as a document with the same places as the request's text.</summary>
    public async Task<Document> OpenAsync(AssistanceRequest request, CancellationToken cancellationToken)
    {
        var prepared = Prepare(request);
        // Bound once where it is kept, so that what is made of it need not bind it again.
        await prepared.Solution.GetProject(prepared.Cell.ProjectId)!.GetCompilationAsync(cancellationToken).ConfigureAwait(false);
        return prepared.Solution.WithDocumentText(prepared.Cell, SourceText.From(Shown(request.Text))).GetDocument(prepared.Cell)!;
    }

    /// <summary>The text in which script syntax reads what cells may say: references blanked, and words that it does not know at top level.</summary>
    public static string Shown(string text) => ParsedCell.HideLocals(DirectiveReader.Read(text).Text);

    private Prepared Prepare(AssistanceRequest request)
    {
        lock (_kept)
        {
            var found = _kept.FindIndex(known => ReferenceEquals(known.Scope, request.Scope) && known.Earlier.SequenceEqual(request.Earlier));
            var prepared = found >= 0 ? _kept[found] : Create(request);
            if (found >= 0) _kept.RemoveAt(found);
            if (_kept.Count == KeptScopes) _kept.RemoveAt(0);
            _kept.Add(prepared);
            return prepared;
        }
    }

    private Prepared Create(AssistanceRequest request)
    {
        var scope = request.Scope;
        // The first time both take a while, and neither needs the other.
        var framework = Task.Run(() => AssistanceReferences.Framework);
        var solution = EditorHost.Empty;
        var files = scope.References.Where(file => file.CompilePath is not null).GroupBy(file => file.Name, StringComparer.OrdinalIgnoreCase).Select(group => group.Last().CompilePath!);
        ImmutableArray<MetadataReference> references =
            [.. framework.GetAwaiter().GetResult(), .. files.Select(_references.File), .. emitter.Library.References(ScopeText.Images(scope), emitter.Library.Replaced(scope.Visible, scope))];
        DocumentId? last = null;
        var usings = ScopeText.Usings(scope);
        string[] scripts = [ScopeText.Defaults, .. usings.Length == 0 ? Array.Empty<string>() : [usings], ScopeText.Declarations(scope), .. request.Earlier.Select(Shown), ""];
        foreach (var script in scripts) last = Add(ref solution, last, script, references);
        return new Prepared(scope, request.Earlier, solution, last!);
    }

    private static DocumentId Add(ref Solution solution, DocumentId? before, string text, ImmutableArray<MetadataReference> references)
    {
        var project = ProjectId.CreateNewId();
        var document = DocumentId.CreateNewId(project);
        var loader = TextLoader.From(TextAndVersion.Create(SourceText.From(text), VersionStamp.Default));
        solution = solution.AddProject(ProjectInfo.Create(
            project, VersionStamp.Default, "Cell", "Cell", LanguageNames.CSharp, parseOptions: Parsing, compilationOptions: Options, isSubmission: true,
            documents: [DocumentInfo.Create(document, "cell", sourceCodeKind: SourceCodeKind.Script, loader: loader)],
            projectReferences: before is null ? [] : [new ProjectReference(before.ProjectId)],
            metadataReferences: references));
        return document;
    }
}
