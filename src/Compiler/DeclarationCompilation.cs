using System.Text;
using Distribute.Compiler.Emission;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;

namespace Distribute.Compiler;

/// <summary>Makes the image for variables that arrive with a value from elsewhere: gathered, loaded, or written by the host.</summary>
internal static class DeclarationCompilation
{
    public static CompileResult Run(
        CellEmitter emitter, Scope scope, IReadOnlyList<(string Name, string TypeSource)> variables, CancellationToken cancellationToken)
    {
        var name = CellEmitter.NextImage();
        var symbols = new List<CellSymbol>();
        var text = new StringBuilder($"namespace {Names.Root}.{name};\npublic static class {Names.Body} {{ ");
        foreach (var (variable, type) in variables)
        {
            var before = scope.OwnVariable(variable);
            var slot = before?.TypeSource == type ? before.SlotId : CellEmitter.NextSlot();
            text.Append($"public static {Names.Runtime}.Slot<{type}> {Names.Slot(variable)}; ");
            symbols.Add(new CellSymbol
            {
                Kind = CellSymbolKind.Variable,
                Name = variable,
                Image = name,
                SlotId = slot,
                TypeSource = type,
                TypeDisplay = TypeText.Display(type),
                Captured = before?.SlotId == slot && before.Captured,
            });
        }

        text.Append("}\n");
        var tree = CellEmitter.Parse(text.ToString(), [], cancellationToken);
        var images = emitter.Library.References(variables.SelectMany(v => ImageLibrary.ImagesIn(v.TypeSource)), new HashSet<string>()).ToArray();
        var (pe, pdb, diagnostics) = CellEmitter.Emit(name, emitter.Create(scope.References, images, wholeFramework: true).AddSyntaxTrees(tree), isOnce: true, isSafe: true, cancellationToken);
        if (pe is null)
        {
            var first = diagnostics.First(d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
            var names = string.Join(", ", variables.Select(v => v.Name));
            return new CompileResult(null, [new CellDiagnostic("error", first.Id, $"The type of {names} is not known here: {first.GetMessage(null)}", 1, 1)], false, []);
        }

        var image = new CellImage
        {
            Name = name,
            Pe = WrittenNames.Apply(pe),
            Pdb = pdb!,
            EntryTypeName = $"{Names.Root}.{name}.{Names.Body}",
            HasEntry = false,
            Slots = [.. symbols.Select(symbol => new SlotBinding(symbol.SlotId, symbol.Name))],
            Dependencies = CellEmitter.Read(pe, isSafe: true).Dependencies,
            Declares = symbols,
            Uses = [],
            Assigns = [.. variables.Select(v => v.Name)],
            Usings = [],
            TypeNames = new Dictionary<string, string>(),
        };
        emitter.Library.Add(image, pe);
        return new CompileResult(image, [], false, []);
    }
}
