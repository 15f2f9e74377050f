using Distribute.Contracts.Assistance;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.References;

namespace Distribute.Compiler.Tests.Assisting;

/// <summary>A person's editor: cells that ran before, and a text with the caret at its bar. Nothing runs.</summary>
internal sealed class Editor
{
    private static readonly CSharpCellCompiler Compiler = new();

    private readonly List<CellImage> _held = []; // as a session holds what names lead to
    private Scope _scope = Scope.Empty;

    public static ICellAssistant Assistant => Compiler.Assistant;

    public static Editor After(params string[] cells) => new Editor().Then(cells);

    public Scope Scope => _scope;

    public Editor Then(params string[] cells)
    {
        foreach (var cell in cells)
        {
            var result = Compiler.Compile(new CompileRequest { Text = cell, Scope = _scope }, CancellationToken.None);
            Assert.True(result.Image is not null, cell + "\n" + string.Join('\n', result.Diagnostics));
            _held.AddRange([result.Image, .. result.Schema]);
            _scope = _scope.Declare(result.Image);
        }

        return this;
    }

    public Editor Referring(params AssemblyFile[] files)
    {
        _scope = _scope.Reference(files);
        return this;
    }

    /// <summary>The same notebook seen from a pool, with what the pool's own cells declared.</summary>
    public Editor InPool(params string[] cells)
    {
        var pool = new Editor { _scope = Scope.Empty with { Parent = _scope } };
        pool._held.AddRange(_held);
        return pool.Then(cells);
    }

    public async Task<Completions> Completes(string text, int documented = 0, params string[] earlier)
    {
        var (request, offset) = Caret(text, earlier);
        return await Assistant.CompleteAsync(request, offset, documented);
    }

    public async Task<IReadOnlyList<string>> Labels(string text) => [.. (await Completes(text)).Items.Select(item => item.Label)];

    public Task<QuickInfo?> Describes(string text)
    {
        var (request, offset) = Caret(text, []);
        return Assistant.DescribeAsync(request, offset);
    }

    public Task<SignatureHelp?> Signs(string text)
    {
        var (request, offset) = Caret(text, []);
        return Assistant.SignaturesAsync(request, offset);
    }

    public Task<IReadOnlyList<CellDiagnostic>> Diagnoses(string text) => Assistant.DiagnoseAsync(new AssistanceRequest { Text = text, Scope = _scope });

    private (AssistanceRequest Request, int Offset) Caret(string text, string[] earlier)
    {
        var at = text.IndexOf('|', StringComparison.Ordinal);
        return (new AssistanceRequest { Text = text.Remove(at, 1), Scope = _scope, Earlier = earlier }, at);
    }
}
