using Distribute.Magic.Grammar;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Distribute.Polyglot.Tests;

/// <summary>Help for a person who writes a distributed cell.</summary>
public sealed class AssistanceTests
{
    [Fact]
    public async Task Code_is_completed_with_what_ranks_have()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("#!distribute 2\nvar temperature = 1.5;\nstring Greet(string whom) => whom;");
        var found = await CompleteAsync(notebook, "#!distribute 2\nvar a = 1;\nvar b = temper", 2, "var b = temper".Length);
        var item = found.Completions.First();
        Assert.Equal("temperature", item.InsertText);
        Assert.Equal((2, "var b = ".Length), (found.LinePositionSpan.Start.Line, found.LinePositionSpan.Start.Character));
        Assert.Contains((await CompleteAsync(notebook, "#!distribute 2\n__process_id__.To", 1, "__process_id__.To".Length)).Completions, known => known.InsertText == "ToString");
    }

    [Fact]
    public async Task Options_are_completed_and_described_from_the_grammar()
    {
        using var notebook = new TestNotebook();
        var names = (await CompleteAsync(notebook, "#!distribute 2 --", 0, "#!distribute 2 --".Length)).Completions.Select(item => item.InsertText).ToList();
        Assert.All(MagicParameters.Of("#!distribute").Where(parameter => !parameter.IsPositional), parameter => Assert.Contains(parameter.Name, names));
        var modes = await CompleteAsync(notebook, "#!distribute 2 --mode t", 0, "#!distribute 2 --mode t".Length);
        Assert.Equal(["thread", "process"], modes.Completions.Select(item => item.InsertText));
        var hover = (await notebook.AskAsync(new RequestHoverText("#!distribute 2 --timeout 3\n1", new LinePosition(0, 19)))).Events.OfType<HoverTextProduced>().Single();
        Assert.Contains("Stop a rank", hover.Content.Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_described()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("#!distribute 2\nvar temperature = 1.5;");
        var hover = (await notebook.AskAsync(new RequestHoverText("#!distribute 2\nvar b = temperature;", new LinePosition(1, 10)))).Events.OfType<HoverTextProduced>().Single();
        Assert.Contains("double temperature", hover.Content.Single().Value, StringComparison.Ordinal);
        Assert.Equal(1, hover.LinePositionSpan.Start.Line);
    }

    [Fact]
    public async Task Errors_are_told_before_the_cell_runs_and_nothing_runs()
    {
        using var notebook = new TestNotebook();
        await notebook.PassAsync("#!distribute 2\nvar known = 1;");
        var outcome = await notebook.AskAsync(new RequestDiagnostics("var own = 1;\n#!distribute 2\nvar a = known;\nvar b = unknown;"));
        var told = outcome.Events.OfType<DiagnosticsProduced>().SelectMany(produced => produced.Diagnostics).Single(diagnostic => diagnostic.Code == "CS0103");
        Assert.Equal((3, 8), (told.LinePositionSpan.Start.Line, told.LinePositionSpan.Start.Character));
        Assert.Contains("'a'", (await notebook.RunAsync("#!distribute 2\nConsole.WriteLine(a);")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kernel_tells_what_it_is()
    {
        using var notebook = new TestNotebook();
        var info = (await notebook.AskAsync(new RequestKernelInfo("distribute"))).Events.OfType<KernelInfoProduced>().Select(told => told.KernelInfo).Last(told => told.LocalName == "distribute");
        Assert.Equal("C#", info.LanguageName);
        Assert.Superset(
            new HashSet<string> { "SubmitCode", "RequestCompletions", "RequestHoverText", "RequestDiagnostics", "RequestValue", "RequestValueInfos", "SendValue", "RequestKernelInfo" },
            info.SupportedKernelCommands.Select(command => command.Name).ToHashSet());
    }

    private static async Task<CompletionsProduced> CompleteAsync(TestNotebook notebook, string cell, int line, int character) =>
        (await notebook.AskAsync(new RequestCompletions(cell, new LinePosition(line, character)))).Events.OfType<CompletionsProduced>().Last();
}
