using System.Text.Json.Nodes;
using Distribute.Jupyter.Messages;

namespace Distribute.Jupyter.Requests;

/// <summary>What the kernel says of itself.</summary>
internal static class KernelInfo
{
    /// <summary>The language as Jupyter names it.</summary>
    public const string Language = "C#";

    private static string EngineVersion => typeof(KernelInfo).Assembly.GetName().Version!.ToString(3);

    public static JsonObject Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = MessageCodec.Version,
        ["implementation"] = "distribute",
        ["implementation_version"] = EngineVersion,
        ["language_info"] = new JsonObject
        {
            ["name"] = Language,
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
        ["banner"] = $"Distribute {EngineVersion}: C# cells, and #!distribute n for cells on n isolated ranks. #!help lists the magics.",
        ["debugger"] = false,
        ["help_links"] = new JsonArray(new JsonObject { ["text"] = "C# reference", ["url"] = "https://learn.microsoft.com/dotnet/csharp/" }),
        ["supported_features"] = new JsonArray(),
    };
}
