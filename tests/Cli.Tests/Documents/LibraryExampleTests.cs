using System.Reflection;
using System.Text.RegularExpressions;
using Distribute.Cli.Tests.Running;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Distribute.Cli.Tests.Documents;

/// <summary>The README's example of the library is a program: it compiles, runs, and prints what its comments say.</summary>
public sealed partial class LibraryExampleTests
{
    // The console project's own usings, and a console that the test can read: a type of the program goes before an imported one.
    private const string Around = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;

        internal static class Console
        {
            public static readonly List<string> Lines = [];

            public static void WriteLine(object value) => Lines.Add(value.ToString());
        }
        """;

    [Fact]
    public async Task It_prints_what_it_says()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var program = Assert.Single(MarkdownCells.Of(readme), block => block.Info == "csharp").Code;
        var expected = Said().Matches(program).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(expected);

        var assembly = Compile(program);
        await Task.Run(() => assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()]));

        Assert.Equal(expected, (List<string>)assembly.GetType("Console")!.GetField("Lines")!.GetValue(null)!);
    }

    private static Assembly Compile(string program)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "LibraryExample", [CSharpSyntaxTree.ParseText(program), CSharpSyntaxTree.ParseText(Around)], references, new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return Assembly.Load(image.ToArray());
    }

    [GeneratedRegex(@"^Console\.WriteLine\(.*\);\s*// (.*\S)", RegexOptions.Multiline)]
    private static partial Regex Said();
}
