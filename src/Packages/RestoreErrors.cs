using System.Text.RegularExpressions;
using Distribute.Contracts.References;

namespace Distribute.Packages;

/// <summary>A source did not answer; an older answer may do.</summary>
internal sealed class SourceUnreachableException(string message) : Exception(message);

/// <summary>Turns what NuGet and MSBuild say into one line for the person who wrote the <c>#r</c> line.</summary>
internal static partial class RestoreErrors
{
    private const int MostErrors = 3;

    /// <returns>The exception to throw.</returns>
    public static Exception Explain(PackageRequest request, IReadOnlyList<RestoreError> noted, string output)
    {
        var errors = noted.Count > 0 ? noted : Printed(output);
        if (errors.Count == 0)
        {
            var named = string.Join(", ", request.Packages.Select(package => package.Id));
            return new PackageResolutionException($"Restoring {named} failed: {OneLine(output)}");
        }

        if (errors.FirstOrDefault(error => error.Code is "NU1301" or "NU1801") is { } unreachable)
        {
            return new SourceUnreachableException(Unreachable(unreachable));
        }

        // NuGet repeats what is wrong for every graph that it walks.
        var lines = errors.DistinctBy(error => (error.Code, error.Package)).Select(Sentence).Distinct(StringComparer.Ordinal).Take(MostErrors);
        return new PackageResolutionException(string.Join(" ", lines));
    }

    private static string Sentence(RestoreError error) => error.Code switch
    {
        "NU1100" => $"Package {error.Package} cannot be looked for: NuGet knows no source for it. Add one with #i or in NuGet.config.",
        "NU1101" => Missing(error),
        "NU1102" => NoSuchVersion(error),
        "NU1103" => $"Package {error.Package} has no stable version{Nearest(error)}; write the one you want, or *-* for the latest of all.",
        "NU1107" => $"Packages need different versions of {error.Package}: {Chains(error)}. Name one of them with its own #r line.",
        "NU1605" => $"Package {error.Package} is asked for in a lower version than another package needs: {Chains(error)}.",
        "NU1302" => Insecure(error),
        "NU1202" => OneLine(error.Message),
        _ => $"{error.Code}: {OneLine(error.Message)}",
    };

    private static string Missing(RestoreError error)
    {
        var sources = SourcesPattern().Match(error.Message);
        var asked = sources.Success ? OneLine(sources.Groups[1].Value) : "any source";
        return $"Package {error.Package} does not exist in {asked}; is its id spelt right?";
    }

    private static string NoSuchVersion(RestoreError error)
    {
        var wanted = WantedPattern().Match(error.Message);
        return $"Package {error.Package} has no version {(wanted.Success ? wanted.Groups[1].Value.Trim('(', ')') : "like that")}{Nearest(error)}.";
    }

    private static string Nearest(RestoreError error)
    {
        var found = NearestPattern().Matches(error.Message)
            .Select(match => $"{match.Groups[2].Value} in {match.Groups[1].Value}").ToArray();
        return found.Length == 0 ? "" : $" (nearest: {string.Join(", ", found)})";
    }

    private static string Unreachable(RestoreError error)
    {
        var source = QuotedSourcePattern().Match(error.Message);
        return source.Success
            ? $"The package source {source.Groups[1].Value} cannot be reached: {OneLine(error.Message)}"
            : $"A package source cannot be reached: {OneLine(error.Message)}";
    }

    private static string Insecure(RestoreError error)
    {
        var source = AddressPattern().Match(error.Message);
        return $"The package source {source.Value} is not HTTPS, which NuGet refuses unless its NuGet.config says allowInsecureConnections for it.";
    }

    /// <summary>The lines "notebook -> A 1.0.0 -> B (= 2.0.0)", without the project that only this code knows.</summary>
    private static string Chains(RestoreError error)
    {
        const string start = RestoreProject.Name + " -> ";
        var chains = error.Message.Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith(start, StringComparison.Ordinal))
            .Select(line => line[start.Length..].TrimEnd('.'));
        return string.Join("; ", chains);
    }

    private static RestoreError[] Printed(string output) =>
        [.. ErrorLinePattern().Matches(output).Select(match => new RestoreError(match.Groups[1].Value, match.Groups[2].Value, null))];

    private static string OneLine(string text) => SpacePattern().Replace(text, " ").Trim();

    [GeneratedRegex(@"in source\(s\): ([^\n]+)")]
    private static partial Regex SourcesPattern();

    [GeneratedRegex(@"with version (\([^)]*\)|\S+)")]
    private static partial Regex WantedPattern();

    [GeneratedRegex(@"version\(s\) in (.+?) \[ Nearest version: (\S+) \]")]
    private static partial Regex NearestPattern();

    [GeneratedRegex(@"source '?(\S+?)'?\.?(?=\s|$)")]
    private static partial Regex QuotedSourcePattern();

    [GeneratedRegex(@"http://[^\s,]+?(?=\.?(\s|,|$))")]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"error ([A-Z]+\d+)\s*: ([^\r\n]+)")]
    private static partial Regex ErrorLinePattern();

    [GeneratedRegex(@"\s+")]
    private static partial Regex SpacePattern();
}
