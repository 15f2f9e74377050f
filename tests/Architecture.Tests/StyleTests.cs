namespace Distribute.Architecture.Tests;

/// <summary>The house rules that a compiler does not check.</summary>
public sealed class StyleTests
{
    private static IEnumerable<Type> Types => SourceProjects.All.SelectMany(project => project.Assembly.GetTypes())
        .Where(type => type.Namespace?.StartsWith("Distribute", StringComparison.Ordinal) == true && !type.Name.Contains('<', StringComparison.Ordinal));

    [Fact]
    public void Classes_are_sealed_or_abstract() => Assert.DoesNotContain(Types, type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !IsBase(type));

    // What the project itself derives from says so by being derived from.
    private static bool IsBase(Type type) => Types.Any(other => other.BaseType is { } parent && (parent == type || (parent.IsGenericType && parent.GetGenericTypeDefinition() == type)));

    [Theory]
    [InlineData("Manager")]
    [InlineData("Helper")]
    [InlineData("Helpers")]
    [InlineData("Util")]
    [InlineData("Utils")]
    public void Types_are_named_for_what_they_are(string word) =>
        Assert.DoesNotContain(Types, type => type.Name.EndsWith(word, StringComparison.Ordinal));

    [Fact]
    public void Fields_of_classes_are_not_public_but_where_generated_code_needs_them()
    {
        var open = Types.Where(type => type.IsPublic && type.IsClass).SelectMany(type => type.GetFields())
            .Where(field => field is { IsLiteral: false, IsStatic: false, IsSpecialName: false }).Select(field => field.DeclaringType!.FullName!.Split('`')[0]).Distinct();
        Assert.Empty(open.Except(["Distribute.Contracts.Runtime.Slot", "Distribute.Contracts.Runtime.StopFlag"]));
    }
}
