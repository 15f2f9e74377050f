using System.Reflection;
using Distribute.Notebooks.Documents;

namespace Distribute.Polyglot.Tests;

/// <summary>The sample notebooks run as they are, but for the line that loads the package.</summary>
public sealed class SampleTests
{
    [Theory]
    [InlineData("distribute.ipynb")]
    [InlineData("distribute.dib")]
    public async Task Sample(string name)
    {
        var root = typeof(SampleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        using var notebook = new TestNotebook();
        var said = "";
        foreach (var cell in (await NotebookFile.ReadAsync(Path.Combine(root, "samples", "Polyglot", name))).Cells)
        {
            if (cell.Kind != NotebookCellKind.Code || cell.Source.Contains("nuget:Distribute.Polyglot", StringComparison.Ordinal)) continue;
            said += (await notebook.PassAsync(cell.Source)).Text;
        }

        Assert.Contains("rank 3 of 4:", said, StringComparison.Ordinal);
        Assert.Contains("mean of 8 estimates: 3.14", said, StringComparison.Ordinal);
        Assert.Contains("rank 3 knows 3.1", said, StringComparison.Ordinal);
        Assert.Contains("default", said, StringComparison.Ordinal);
    }
}
