using BenchmarkDotNet.Attributes;
using Distribute.Contracts.Compilation;

namespace Distribute.Bench.Micro;

/// <summary>Text in, image out.</summary>
public class CompileBenchmarks
{
    private Scope _scope = Scope.Empty;
    private int _texts;

    /// <summary>How many variables the scope has.</summary>
    [Params(0, 100, 1000)]
    public int Variables { get; set; }

    /// <summary>Declares them.</summary>
    [GlobalSetup]
    public void Declare()
    {
        Parts.Compiler.WarmUp();
        _scope = Scope.Empty.Declare(Parts.Compile("var seen = 0;\n" + string.Concat(Enumerable.Range(0, Variables).Select(i => $"var variable{i} = {i};\n")), Scope.Empty));
    }

    /// <summary>A cell that nobody has seen, which uses a variable.</summary>
    [Benchmark]
    public object New() => Parts.Compile($"var value = {++_texts} + seen;\nConsole.WriteLine(value);", _scope);

    /// <summary>One with a loop, a lambda and a method.</summary>
    [Benchmark]
    public object NewWithLoop() => Parts.Compile($"int Twice(int x) => 2 * x;\nvar sum = {++_texts};\nfor (var i = 0; i < 10; i++) sum += Twice(i);\nvar all = Enumerable.Range(0, sum).Where(x => x > seen).ToList();", _scope);

    /// <summary>A cell that was compiled before.</summary>
    [Benchmark]
    public object Again() => Parts.Compile("seen++;", _scope);
}
