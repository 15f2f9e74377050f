using System.Text.Json;
using System.Text.Json.Serialization;

namespace Distribute.Bench.Peers.Contest;

/// <summary>A piece of work to do and to time. Immutable; one line of JSON on the way to a contestant.</summary>
/// <param name="Do">The work's name, the same for all contestants.</param>
internal sealed record Ask(string Do)
{
    /// <summary>On how many ranks.</summary>
    public int Ranks { get; init; } = 4;

    /// <summary>How often, at most.</summary>
    public int Count { get; init; } = 1;

    /// <summary>After how many seconds to stop before that.</summary>
    public double Budget { get; init; } = 0.25;

    /// <summary>How large; the work says of what.</summary>
    public long Size { get; init; }

    /// <summary>Which, where there are several of the kind.</summary>
    public string? Name { get; init; }
}

/// <summary>What a contestant says. Immutable; one line of JSON.</summary>
internal sealed record Answer
{
    /// <summary>The time of each run.</summary>
    public double[]? Seconds { get; init; }

    /// <summary>What was computed, or measured that is no time.</summary>
    public double? Value { get; init; }

    /// <summary>Why the contestant does not offer this work.</summary>
    public string? No { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>In its first line: the Debian package that is not installed.</summary>
    public string? Missing { get; init; }

    /// <summary>In its first line: what is installed.</summary>
    public string? Versions { get; init; }
}

/// <summary>How lines are written and read.</summary>
internal static class Lines
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>A line.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Form);

    /// <summary>What a line says.</summary>
    public static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line, Form) ?? throw new FormatException($"A line says nothing: {line}");
}
