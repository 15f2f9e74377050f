using System.Text.RegularExpressions;
using Distribute.Contracts.Assistance;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Assistance;

/// <summary>
/// What could be written on a <c>#r "nuget: ..."</c> line: packages that are on this machine, and their versions. A key pressed
/// asks no one over the network. Thread safe.
/// </summary>
internal sealed partial class PackageCompletions(Session session)
{
    /// <summary>At a place of such a line; null elsewhere.</summary>
    internal Completions? At(WrittenCell cell, int offset)
    {
        if (cell.LineBefore(offset) is not var (start, _)) return null;
        var written = Written().Match(cell.Text[start..offset]);
        // Nothing of C# can stand on such a line.
        if (!written.Success) return Directive().IsMatch(cell.Text[start..offset]) ? new Completions(offset, offset, []) : null;
        string[] sources = [.. Source().Matches(cell.Text[..start]).Select(match => match.Groups["source"].Value.Trim())];
        var (id, version) = (written.Groups["id"], written.Groups["version"]);
        var found = version.Success ? session.Assistance.PackageVersions(id.Value.Trim(), sources) : session.Assistance.PackageIds(id.Value, sources);
        var word = version.Success ? version : id;
        var end = offset;
        while (end < cell.Text.Length && IsPart(cell.Text[end])) end++;
        return new Completions(start + word.Index, end, [.. found
            .Where(text => text.StartsWith(word.Value, StringComparison.OrdinalIgnoreCase)).Select(text => new Completion(text, text, CompletionKind.Value))]);
    }

    private static bool IsPart(char letter) => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_' or '+' or '*';

    [GeneratedRegex("^#\\s*r\\s*\"\\s*nuget:\\s*(?<id>[\\w.\\-]*)(\\s*,\\s*(?<version>[\\w.\\-+*]*))?$")]
    private static partial Regex Written();

    [GeneratedRegex("^\\s*#\\s*[ri]\\s*\"")]
    private static partial Regex Directive();

    [GeneratedRegex("(?m)^[ \\t]*#[ \\t]*i[ \\t]*\"\\s*(nuget:)?(?<source>[^\"\\r\\n]+)\"")]
    private static partial Regex Source();
}
