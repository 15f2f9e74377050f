using Distribute.Contracts.References;
namespace Distribute.Packages.Tests;

public sealed class DotnetHostTests : Workspace
{
    private static readonly string _name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    [Fact]
    public void The_machines_own_host_is_found_and_has_an_sdk()
    {
        var host = DotnetHost.Find();

        Assert.True(File.Exists(host.Path));
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(host.Root, "sdk")));
    }

    [Fact]
    public void Hosts_are_looked_for_from_the_most_telling_place_on()
    {
        var variables = new Dictionary<string, string>
        {
            ["DOTNET_HOST_PATH"] = Folder("a/dotnet"),
            ["DOTNET_ROOT"] = Folder("b"),
            ["PATH"] = Folder("c") + Path.PathSeparator + Folder("d"),
        };

        var candidates = DotnetInstallations.Candidates(name => variables.GetValueOrDefault(name)).Take(4);

        string[] expected = [Folder("a/dotnet"), .. new[] { "b", "c", "d" }.Select(name => Path.Combine(Folder(name), _name))];
        Assert.Equal(expected, candidates);
    }

    [Fact]
    public void A_host_without_a_recent_sdk_is_passed_over()
    {
        var runtimeOnly = Install("runtime-only", null);
        var old = Install("old", "9.0.100");
        var recent = Install("recent", "10.0.200");

        Assert.Equal(Folder("recent"), DotnetHost.Find([runtimeOnly, old, recent]).Root);
    }

    [Fact]
    public void A_link_leads_to_the_folder_that_has_the_sdk()
    {
        var link = Folder("link");
        File.CreateSymbolicLink(link, Install("recent", "10.0.200"));

        Assert.Equal(Folder("recent"), DotnetHost.Find([link]).Root);
    }

    private string Install(string folder, string? sdk)
    {
        var root = Directory.CreateDirectory(Folder(folder)).FullName;
        File.WriteAllText(Path.Combine(root, _name), "");
        if (sdk is not null)
        {
            var path = Directory.CreateDirectory(Path.Combine(root, "sdk", sdk)).FullName;
            File.WriteAllText(Path.Combine(path, "NuGet.targets"), "<Project />");
        }

        return Path.Combine(root, _name);
    }
}
