using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Properties;

namespace Distribute.Compiler.Properties;

/// <summary>What the compiler finds in a cell's text is what the text was made of.</summary>
public sealed class VariableProperties
{
    private static readonly CSharpCellCompiler Compiler = new();

    [Cases(150, Arbitrary = [typeof(Declarations)])]
    public void The_persisted_variables_are_those_declared_at_top_level(DeclaringCell cell)
    {
        var image = Compile(cell.Text, Scope.Empty);
        Assert.Equal(cell.Declares.Order(), VariablesOf(image).Select(s => (s.Name, WithoutAnnotations(s.TypeDisplay!))).Order());
        Assert.Equal(cell.Declares.Select(d => d.Name).Order(), image.Assigns.Order());
        Assert.Equal(cell.Declares.Count, VariablesOf(image).Select(s => s.SlotId).Distinct().Count());
    }

    [Cases(100, Arbitrary = [typeof(Declarations)])]
    public void A_later_cell_sees_each_under_its_type(DeclaringCell cell)
    {
        var scope = Scope.Empty.Declare(Compile(cell.Text, Scope.Empty));
        var assignable = cell.Declares.Where(d => !cell.Text.Contains($"readonly {d.Type} {d.Name} =", StringComparison.Ordinal)).Select(d => d.Name).ToHashSet();
        var uses = cell.Declares.Select(d => $"{{ {d.Type} same = {d.Name}; {(assignable.Contains(d.Name) ? $"{d.Name} = same; " : "")}}}");
        var image = Compile(string.Join('\n', uses) + ";", scope);
        Assert.Empty(image.Declares);
        Assert.Equal(assignable.Order(), image.Assigns.Order());
        Assert.Equal(
            cell.Declares.Select(d => scope.Variable(d.Name)!.SlotId).Order(),
            image.Uses.Where(s => s.Kind == CellSymbolKind.Variable).Select(s => s.SlotId).Order());
    }

    [Cases(100, Arbitrary = [typeof(Declarations)])]
    public void A_name_keeps_its_slot_exactly_as_long_as_it_keeps_its_type(DeclaringCell[] cells)
    {
        var scope = Scope.Empty;
        var model = new Dictionary<string, (string Type, int Slot)>();
        foreach (var cell in cells)
        {
            var image = Compile(cell.Text, scope);
            scope = scope.Declare(image);
            foreach (var symbol in image.Declares)
            {
                if (symbol.Kind != CellSymbolKind.Variable)
                {
                    model.Remove(symbol.Name);
                    continue;
                }

                if (model.TryGetValue(symbol.Name, out var before)) Assert.Equal(before.Type == WithoutAnnotations(symbol.TypeDisplay!), before.Slot == symbol.SlotId);
                model[symbol.Name] = (WithoutAnnotations(symbol.TypeDisplay!), symbol.SlotId);
            }
        }

        Assert.Equal(model.Count, model.Values.Select(known => known.Slot).Distinct().Count());
        foreach (var (name, known) in model) Assert.Equal(known.Slot, scope.Variable(name)!.SlotId);
    }

    // "is var" gives a reference type that may be null, and string? is the same variable as string; none of the model's types is
    // a nullable value type.
    private static string WithoutAnnotations(string type) => type.Replace("?", "", StringComparison.Ordinal);

    private static IEnumerable<CellSymbol> VariablesOf(CellImage image) => image.Declares.Where(s => s.Kind == CellSymbolKind.Variable);

    private static CellImage Compile(string text, Scope scope)
    {
        var result = Compiler.Compile(new CompileRequest { Text = text, Scope = scope }, default);
        Assert.True(result.Image is not null, text + "\n" + string.Join('\n', result.Diagnostics));
        return result.Image;
    }
}
