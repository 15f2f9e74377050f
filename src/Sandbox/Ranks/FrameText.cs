using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// Text that holds stack traces as the runtime writes them, from <c>e.ToString()</c> or <c>e.StackTrace</c>: its frames in
/// cells get the cell's number and the names that were written, as in the error of a rank. Any thread.
/// </summary>
internal static partial class FrameText
{
    /// <summary>What every image's name begins with: text without it holds no frame of a cell.</summary>
    public const string Mark = "Cell_";

    private const string Opening = "at ";

    /// <summary>The text as a person should read it.</summary>
    /// <param name="all">Any text.</param>
    /// <param name="request">The run that it comes from, which knows the cells' numbers; null when none runs.</param>
    /// <param name="names">The names that were written.</param>
    public static string Clean(string all, RunRequest? request, RankNames names)
    {
        if (!all.Contains(Mark, StringComparison.Ordinal)) return names.Clean(all);
        var clean = new StringBuilder(all.Length);
        foreach (var line in all.Split('\n'))
        {
            // How far frames are indented is the business of whoever formats them.
            var text = line.TrimStart(' ');
            var opening = line.Length - text.Length + Opening.Length;
            if (opening == Opening.Length || !text.StartsWith(Opening, StringComparison.Ordinal)) clean.Append(line).Append('\n');
            else if (Frame(line[opening..].TrimEnd('\r'), request) is { } frame) clean.Append(line, 0, opening).Append(frame).Append('\n');
        }

        clean.Length--;
        return names.Clean(TwoVersions().Replace(clean.ToString(), match => Cast(match, request)));
    }

    // The runtime tells the two versions of a type that was declared again apart by assemblies and load contexts.
    private static string Cast(Match match, RunRequest? request)
    {
        var (from, to) = (Place(match.Groups["from"].Value, "", request) ?? "an earlier cell", Place(match.Groups["to"].Value, "", request) ?? "an earlier cell");
        var type = match.Groups["type"].Value;
        return $"The object is a {type} as {from} declared it, and {to} declared {type} anew: that is another type. Make the object again, or give the new type another name.";
    }

    // Null for frames of the machinery between the cell's own.
    private static string? Frame(string frame, RunRequest? request)
    {
        if (frame.StartsWith("Distribute.Contracts.", StringComparison.Ordinal) || frame.StartsWith("Distribute.Sandbox.", StringComparison.Ordinal)) return null;
        var parts = CellFrame().Match(frame);
        var image = parts.Groups["space"].Success ? parts.Groups["space"].Value : parts.Groups["file"].Value;
        if (image.Length == 0) return frame;
        if (parts.Groups["holder"].Value.StartsWith("v_", StringComparison.Ordinal)) return null;
        var name = Written(parts.Groups["method"].Value);
        var place = Place(image, parts.Groups["line"].Value, request);
        if (place is null) return name.Length == 0 ? null : name;
        return name.Length == 0 ? place : $"{name} in {place}";
    }

    private static string? Place(string image, string line, RunRequest? request)
    {
        var count = request is null ? 0 : image == request.Image ? request.ExecutionCount : request.Cells.GetValueOrDefault(image);
        if (count == 0) return line.Length == 0 ? null : $"line {line} of an earlier cell";
        var cell = "cell " + count.ToString(CultureInfo.InvariantCulture);
        return line.Length == 0 ? cell : $"{cell}, line {line}";
    }

    private static string Written(string method)
    {
        method = Closure().Replace(method, "").Replace("+MoveNext()", "", StringComparison.Ordinal);
        if (LocalFunction().Match(method) is { Success: true } local) return local.Groups["name"].Value + local.Groups["rest"].Value;
        if (Lambda().Match(method) is { Success: true } lambda)
        {
            var outer = lambda.Groups["outer"].Value;
            return outer == CellImage.RunMethod ? "lambda" : $"lambda in {lambda.Groups["type"].Value}{outer}";
        }

        if (method.StartsWith(CellImage.RunMethod + "(", StringComparison.Ordinal)) return "";
        method = Constructor().Replace(method, "new ${type}(");
        return Accessor().Replace(method, "${name}.${kind}").Replace("__o_", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\[A\](?<type>[^\[\]]+) cannot be cast to \[B\]\k<type>\. Type A originates from '(?<from>Cell_\d+),[^']*' in the context '[^']*' in a byte array\. Type B originates from '(?<to>Cell_\d+),[^']*' in the context '[^']*' in a byte array\.")]
    private static partial Regex TwoVersions();

    [GeneratedRegex(@"^(?:__cells\.(?<space>Cell_\d+)\.(?<holder>(?:t_\w+|(?:m\d+|p|v|k)_\w+|x\d+|__\w+)\.)?)?(?<method>.*?)(?: in (?<file>Cell_\d+):line (?<line>\d+))?$")]
    private static partial Regex CellFrame();

    [GeneratedRegex(@"<>c(?:__DisplayClass\d+_\d+)?(?:`\d+)?\.")]
    private static partial Regex Closure();

    [GeneratedRegex(@"<\w+>g__(?<name>\w+)\|[\d_]+(?<rest>.*)$")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"^(?<type>.*?)<(?<outer>\w+)>b__[\d_]+")]
    private static partial Regex Lambda();

    [GeneratedRegex(@"^(?<type>.+)\.\.ctor\(")]
    private static partial Regex Constructor();

    [GeneratedRegex(@"(?<![\w])(?<kind>get|set)_(?<name>\w+)\(.*\)$")]
    private static partial Regex Accessor();
}
