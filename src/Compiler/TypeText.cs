using System.Text.RegularExpressions;

namespace Distribute.Compiler;

/// <summary>Spelled types as a person would write them.</summary>
internal static partial class TypeText
{
    /// <summary>Drops the namespaces of a fully spelled type.</summary>
    public static string Display(string typeSource) => Qualifier().Replace(typeSource, "");

    [GeneratedRegex(@"global::|(?<![\w.])(?:@?\w+\.)+(?=@?\w)")]
    private static partial Regex Qualifier();
}
