using Distribute.Compiler.Emission;

namespace Distribute.Compiler.Assistance;

/// <summary>Text about code with the names that the person wrote.</summary>
internal static class ShownText
{
    private static readonly IReadOnlyDictionary<string, int> NoCells = new Dictionary<string, int>();

    /// <summary>Takes the generated names out.</summary>
    public static string Of(string text) => Diagnostics.Readable(text.ReplaceLineEndings("\n").Trim(), "", NoCells);
}
