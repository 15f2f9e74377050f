using System.Globalization;

namespace Distribute.Magic.Grammar;

/// <summary>What C# lets a variable be called, and what a pool may be called.</summary>
internal static class Identifiers
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue",
        "decimal", "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally",
        "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long",
        "namespace", "new", "null", "object", "operator", "out", "override", "params", "private", "protected", "public",
        "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch",
        "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void",
        "volatile", "while",
    };

    /// <summary>True for a word that needs an @ to be a name.</summary>
    internal static bool IsKeyword(string name) => Keywords.Contains(name);

    /// <summary>True for the letters of an identifier, without @; keywords included.</summary>
    internal static bool IsName(string text)
    {
        if (text.Length == 0 || !IsStart(text[0])) return false;
        foreach (var letter in text)
            if (!IsPart(letter)) return false;
        return true;
    }

    /// <summary>True for a letter, then letters, digits, <c>_</c>, <c>-</c> and <c>.</c>.</summary>
    internal static bool IsPoolName(string text) =>
        text.Length > 0 && IsStart(text[0]) && text.All(letter => IsPart(letter) || letter is '-' or '.');

    private static bool IsStart(char letter) =>
        letter == '_' || char.IsLetter(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.LetterNumber;

    private static bool IsPart(char letter) => IsStart(letter) || char.GetUnicodeCategory(letter)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format;
}
