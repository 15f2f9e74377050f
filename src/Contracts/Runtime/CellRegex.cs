using System.Text.RegularExpressions;

namespace Distribute.Contracts.Runtime;

/// <summary>
/// Stands for <see cref="Regex"/> where a cell's own text creates an expression or calls a static method of it, so that a
/// stop can reach the match. Behaves as the original does. Thread safe.
/// </summary>
/// <exception cref="ArgumentException">The pattern is not valid.</exception>
/// <exception cref="RegexMatchTimeoutException">The match took longer than its limit, or was stopped.</exception>
public static class CellRegex
{
    /// <summary>As <c>new Regex(pattern)</c>.</summary>
    public static Regex Create(string pattern, RegexOptions options = RegexOptions.None) => New(pattern, options, Regex.InfiniteMatchTimeout);

    /// <summary>As <c>new Regex(pattern, options, matchTimeout)</c>.</summary>
    public static Regex Create(string pattern, RegexOptions options, TimeSpan matchTimeout) => New(pattern, options, matchTimeout);

    /// <summary>As the original.</summary>
    public static bool IsMatch(string input, string pattern, RegexOptions options = RegexOptions.None) => Static(pattern, options).IsMatch(input);

    /// <summary>As the original.</summary>
    public static bool IsMatch(string input, string pattern, RegexOptions options, TimeSpan matchTimeout) => Static(pattern, options, matchTimeout).IsMatch(input);

    /// <summary>As the original.</summary>
    public static Match Match(string input, string pattern, RegexOptions options = RegexOptions.None) => Static(pattern, options).Match(input);

    /// <summary>As the original.</summary>
    public static Match Match(string input, string pattern, RegexOptions options, TimeSpan matchTimeout) => Static(pattern, options, matchTimeout).Match(input);

    /// <summary>As the original.</summary>
    public static MatchCollection Matches(string input, string pattern, RegexOptions options = RegexOptions.None) => Static(pattern, options).Matches(input);

    /// <summary>As the original.</summary>
    public static MatchCollection Matches(string input, string pattern, RegexOptions options, TimeSpan matchTimeout) => Static(pattern, options, matchTimeout).Matches(input);

    /// <summary>As the original.</summary>
    public static int Count(string input, string pattern, RegexOptions options = RegexOptions.None) => Static(pattern, options).Count(input);

    /// <summary>As the original.</summary>
    public static int Count(string input, string pattern, RegexOptions options, TimeSpan matchTimeout) => Static(pattern, options, matchTimeout).Count(input);

    /// <summary>As the original.</summary>
    public static string[] Split(string input, string pattern, RegexOptions options = RegexOptions.None) => Static(pattern, options).Split(input);

    /// <summary>As the original.</summary>
    public static string[] Split(string input, string pattern, RegexOptions options, TimeSpan matchTimeout) => Static(pattern, options, matchTimeout).Split(input);

    /// <summary>As the original.</summary>
    public static string Replace(string input, string pattern, string replacement, RegexOptions options = RegexOptions.None) =>
        Static(pattern, options).Replace(input, replacement);

    /// <summary>As the original.</summary>
    public static string Replace(string input, string pattern, string replacement, RegexOptions options, TimeSpan matchTimeout) =>
        Static(pattern, options, matchTimeout).Replace(input, replacement);

    /// <summary>As the original.</summary>
    public static string Replace(string input, string pattern, MatchEvaluator evaluator, RegexOptions options = RegexOptions.None) =>
        Static(pattern, options).Replace(input, evaluator);

    /// <summary>As the original.</summary>
    public static string Replace(string input, string pattern, MatchEvaluator evaluator, RegexOptions options, TimeSpan matchTimeout) =>
        Static(pattern, options, matchTimeout).Replace(input, evaluator);

    private static Regex New(string pattern, RegexOptions options, TimeSpan limit) =>
        RankExecution.Current is { } run ? run.Rank.Matching.New(pattern, options, limit) : new Regex(pattern, options, limit);

    private static Regex Static(string pattern, RegexOptions options) => Static(pattern, options, Regex.InfiniteMatchTimeout);

    private static Regex Static(string pattern, RegexOptions options, TimeSpan limit) =>
        RankExecution.Current is { } run ? run.Rank.Matching.Static(pattern, options, limit) : new Regex(pattern, options, limit);
}
