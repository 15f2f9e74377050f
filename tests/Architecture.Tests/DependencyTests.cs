using NetArchTest.Rules;

namespace Distribute.Architecture.Tests;

/// <summary>Dependencies point one way, as ARCHITECTURE.md draws them.</summary>
public sealed class DependencyTests
{
    /// <summary>What each project may refer to. A new project gets its line here, with the reason in ARCHITECTURE.md.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Contracts"] = [],
        ["Compiler"] = ["Contracts"],
        ["Sandbox"] = ["Contracts"],
        ["Packages"] = ["Contracts"],
        ["ProcessHost"] = ["Contracts"],
        ["ProcessHost.Worker"] = ["Contracts", "Sandbox"],
        ["Magic"] = ["Contracts", "Sandbox", "Compiler"],
        ["Notebooks"] = ["Contracts", "Sandbox", "Magic"],
        ["Jupyter"] = ["Contracts", "Sandbox", "Magic", "Notebooks"],
        ["Cli"] = ["Contracts", "Compiler", "Sandbox", "Packages", "ProcessHost", "Magic", "Notebooks", "Jupyter"],
    };

    [Fact]
    public void Every_project_has_its_place() => Assert.Equal(Allowed.Keys.Order(), SourceProjects.All.Select(project => project.Name).Order());

    [Fact]
    public void Project_references_point_one_way() => Assert.All(SourceProjects.All, project =>
        Assert.Empty(project.Projects.Except(Allowed[project.Name])));

    [Fact]
    public void The_extension_stands_on_Magic_and_nobody_on_it()
    {
        Assert.Empty(SourceProjects.Extension.Projects.Except(["Contracts", "Compiler", "Sandbox", "Packages", "ProcessHost", "Magic"]));
        Assert.DoesNotContain(SourceProjects.All, project => project.Projects.Contains("Polyglot"));
        var know = SourceProjects.All.Where(project => project.Assembly.GetReferencedAssemblies().Any(name => name.Name is "Microsoft.DotNet.Interactive" or "Microsoft.DotNet.Interactive.CSharp"));
        Assert.Empty(know);
    }

    [Fact]
    public void Compiled_code_refers_to_no_more_than_the_project_may() => Assert.All(SourceProjects.All, project =>
    {
        var ours = SourceProjects.All.ToDictionary(other => other.Assembly.GetName().Name!, other => other.Name);
        var used = project.Assembly.GetReferencedAssemblies().Where(name => ours.ContainsKey(name.Name!)).Select(name => ours[name.Name!]);
        Assert.Empty(used.Except(Allowed[project.Name]));
    });

    [Fact]
    public void Only_the_compiler_knows_Roslyn()
    {
        var know = SourceProjects.All.Where(project => project.Assembly.GetReferencedAssemblies().Any(name => name.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)));
        Assert.Equal(["Compiler"], know.Select(project => project.Name));
        var refer = SourceProjects.All.Where(project => project.Packages.Any(id => id.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)));
        Assert.Equal(["Compiler"], refer.Select(project => project.Name));
    }

    [Fact]
    public void Only_the_kernel_knows_ZeroMQ()
    {
        var know = SourceProjects.All.Where(project => project.Assembly.GetReferencedAssemblies().Any(name => name.Name is "NetMQ" or "AsyncIO"));
        Assert.Equal(["Jupyter"], know.Select(project => project.Name));
    }

    [Fact]
    public void Contracts_refers_to_nothing_but_the_framework()
    {
        var contracts = SourceProjects.Named("Contracts");
        Assert.Empty(contracts.Packages);
        Assert.All(contracts.Assembly.GetReferencedAssemblies(), name => Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Contracts_touches_no_file_and_no_network() => AssertHolds(Types.InAssembly(SourceProjects.Named("Contracts").Assembly)
        .ShouldNot().HaveDependencyOnAny("System.IO.File", "System.IO.FileStream", "System.IO.Directory", "System.Net", "System.Diagnostics.ProcessStartInfo").GetResult());

    [Fact]
    public void The_compiler_loads_and_runs_nothing() => AssertHolds(Types.InAssembly(SourceProjects.Named("Compiler").Assembly)
        .ShouldNot().HaveDependencyOnAny("System.Runtime.Loader", "System.Activator").GetResult());

    [Fact]
    public void Only_the_command_line_knows_System_CommandLine_beside_the_grammar()
    {
        var know = SourceProjects.All.Where(project => project.Assembly.GetReferencedAssemblies().Any(name => name.Name == "System.CommandLine"));
        Assert.Equal(["Cli", "Magic"], know.Select(project => project.Name));
    }

    [Fact]
    public void Nothing_aborts_threads() => Assert.All(SourceProjects.All, project => AssertHolds(
        Types.InAssembly(project.Assembly).ShouldNot().HaveDependencyOn("System.Runtime.ControlledExecution").GetResult()));

    private static void AssertHolds(TestResult result) => Assert.Empty(result.FailingTypeNames ?? []);
}
