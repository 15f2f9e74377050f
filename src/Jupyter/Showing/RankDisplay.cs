using System.Text.Json.Nodes;

namespace Distribute.Jupyter.Showing;

/// <summary>How what one rank shows is told apart from what the others show.</summary>
internal static class RankDisplay
{
    /// <summary>The name of a rank's display. Ranks know nothing of each other: the same name on two of them is two displays.</summary>
    /// <returns>Null for a display without a name, which nothing replaces.</returns>
    public static string? Id(string pool, int rank, string? displayId) => displayId is null ? null : $"{pool}/{rank}/{displayId}";

    /// <summary>The metadata that names the rank.</summary>
    public static JsonObject Metadata(int rank) => new() { ["rank"] = rank };
}
