using System.Reflection;
using Distribute.Contracts.References;

namespace Distribute.Sandbox.Tests;

/// <summary>The list of the framework's assemblies that is made when the project is built.</summary>
public sealed class FrameworkTests
{
    [Fact]
    public void It_has_every_managed_assembly_of_the_shared_framework()
    {
        var managed = Directory.EnumerateFiles(Framework.Folder, "*.dll").Where(IsManaged).ToArray();

        Assert.NotEmpty(managed);
        Assert.Equal(managed.Order(StringComparer.Ordinal), Framework.Files.Values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_are_found_whatever_their_case() => Assert.True(Framework.Files.ContainsKey("system.linq"));

    private static bool IsManaged(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file).Name is not null;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
