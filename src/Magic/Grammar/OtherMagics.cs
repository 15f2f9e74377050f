namespace Distribute.Magic.Grammar;

/// <summary>Magics that C# notebooks of .NET Interactive have and that have another form here: what to write instead.</summary>
internal static class OtherMagics
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["#!share"] = "there is one language here, so nothing is shared with #!share: a pool's variables come with #!load a,b, and the notebook's go to ranks by themselves, or with --share a,b",
        ["#!set"] = "a variable is set in C#, not with #!set; write for example var a = 5;",
        ["#!value"] = "text is read or written in C#, not with #!value; write for example var a = File.ReadAllText(\"data.csv\"); or a literal between three quotes",
        ["#!import"] = "other notebooks and scripts are not run with #!import; put their cells into this one, or their code into a library and write #r \"lib.dll\"",
        ["#!connect"] = "there are no kernels to reach with #!connect; reach a database or a service with a package, for example #r \"nuget: Npgsql\"",
    };

    private static readonly HashSet<string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        "#!fsharp", "#!f#", "#!pwsh", "#!powershell", "#!sql", "#!kql", "#!mermaid", "#!http", "#!python", "#!r", "#!vbnet",
    };

    /// <summary>What to do instead of a magic; null when it is known nowhere.</summary>
    /// <param name="name">The name with its sign.</param>
    internal static string? Instead(string name) =>
        Known.TryGetValue(name, out var instead) ? instead
        : Languages.Contains(name) ? $"only C# runs here, so {name} has nobody to run it; write it in C#, or put #!csharp before C# that follows" : null;
}
