using Distribute.Contracts.Assistance;

namespace Distribute.Compiler.Tests.Assisting;

/// <summary>Whether code is finished.</summary>
public sealed class CompletenessTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("// only a comment")]
    [InlineData("x")]
    [InlineData("x + 1")]
    [InlineData("x = 3")]
    [InlineData("var x = 3;")]
    [InlineData("if (x) { }")]
    [InlineData("int F(int a) => a;")]
    [InlineData("class C { }")]
    [InlineData("using System;")]
    [InlineData("#r \"nuget: Some.Package\"\nvar x = 1;")]
    [InlineData("using var r = new StringReader(\"\");")]
    [InlineData("point with { X = 3 }")]
    [InlineData("return x;")]
    [InlineData("await Task.Delay(1)")]
    [InlineData("var s = \"\"\"\n  raw\n  \"\"\";")]
    [InlineData("numbers.Where(n => n > 1)")]
    public void Complete(string code) => Is(Completeness.Complete, code);

    [Theory]
    [InlineData("if (x) {")]
    [InlineData("if (x)")]
    [InlineData("x +")]
    [InlineData("x.")]
    [InlineData("F(1,")]
    [InlineData("new[] { 1,")]
    [InlineData("var s = \"\"\"raw")]
    [InlineData("var s = \"\"\"\n raw")]
    [InlineData("var s = @\"text")]
    [InlineData("var s = $\"\"\"\n a {b} ")]
    [InlineData("/* a comment")]
    [InlineData("class C {")]
    [InlineData("int F(int a) {\n    return a;")]
    [InlineData("int F(int a) =>")]
    [InlineData("for (int i = 0; i < 3; i++)")]
    [InlineData("switch (x) {")]
    [InlineData("int x = 3")]
    [InlineData("#if DEBUG\nx")]
    [InlineData("try { }")]
    [InlineData("numbers.Where(n =>")]
    [InlineData("[Obsolete]")]
    public void Incomplete(string code) => Is(Completeness.Incomplete, code);

    [Theory]
    [InlineData("int x = ;")]
    [InlineData("}")]
    [InlineData("a b c d;")]
    [InlineData("x + ;")]
    [InlineData("int x = ; if (y) {")]
    [InlineData("foreach (var in x) { }")]
    public void Invalid(string code) => Is(Completeness.Invalid, code);

    [Theory]
    [InlineData("if (x) {", "    ")]
    [InlineData("if (x) {\n    F(", "        ")]
    [InlineData("if (x) {\n    F();", "    ")]
    [InlineData("x +", "")]
    public void Indents_as_far_as_the_last_line_and_further_behind_a_bracket(string code, string indent) =>
        Assert.Equal(indent, Editor.Assistant.CheckComplete(code).Indent);

    private static void Is(Completeness expected, string code) => Assert.Equal(expected, Editor.Assistant.CheckComplete(code).Status);
}
