using System.Text;
using Distribute.Contracts.Assistance;

namespace Distribute.Jupyter.Requests;

/// <summary>Writes what stands at a place, and then what can be called there with the overload in use first.</summary>
internal static class InspectionText
{
    public static string Plain(QuickInfo? info, SignatureHelp? help)
    {
        var text = new StringBuilder(info?.Text);
        if (help is null) return text.ToString();
        if (text.Length > 0) text.Append("\n\n");
        foreach (var signature in Ordered(help)) text.Append(signature.Text).Append('\n');
        if (help.Signatures[help.Active].Documentation is { Length: > 0 } about) text.Append('\n').Append(about).Append('\n');
        if (help.ActiveParameter is { } parameter) text.Append('\n').Append(parameter.Text).Append(About(parameter, ": ")).Append('\n');
        return text.ToString().TrimEnd();
    }

    public static string Markdown(QuickInfo? info, SignatureHelp? help)
    {
        var text = new StringBuilder();
        if (info is not null) text.Append(Code([info.Declaration])).Append(info.Documentation.Replace("\n", "  \n", StringComparison.Ordinal)).Append("\n\n");
        if (help is null) return text.ToString().TrimEnd();
        text.Append(Code(Ordered(help).Select(signature => signature.Text)));
        if (help.Signatures[help.Active].Documentation is { Length: > 0 } about) text.Append(about).Append("\n\n");
        if (help.ActiveParameter is { } parameter) text.Append("**`").Append(parameter.Text).Append("`**").Append(About(parameter, " "));
        return text.ToString().TrimEnd();
    }

    private static IEnumerable<Signature> Ordered(SignatureHelp help) =>
        help.Signatures.Where((_, at) => at != help.Active).Prepend(help.Signatures[help.Active]);

    private static string About(SignatureParameter parameter, string between) => parameter.Documentation.Length == 0 ? "" : between + parameter.Documentation;

    private static string Code(IEnumerable<string> lines) => $"```csharp\n{string.Join('\n', lines)}\n```\n\n";
}
