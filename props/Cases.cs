using FsCheck.Xunit;

namespace Distribute.Properties;

/// <summary>
/// A property whose number of cases can be raised: <c>DISTRIBUTE_CASES=5000 dotnet test</c>. A failure prints its seed;
/// <c>DISTRIBUTE_REPLAY=seed</c>, as printed between the parentheses, runs that one again.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CasesAttribute : PropertyAttribute
{
    /// <summary>A property with that many cases unless the environment says otherwise.</summary>
    public CasesAttribute(int count)
    {
        MaxTest = int.TryParse(Environment.GetEnvironmentVariable("DISTRIBUTE_CASES"), out var asked) ? asked : count;
        if (Environment.GetEnvironmentVariable("DISTRIBUTE_REPLAY") is { Length: > 0 } seed) Replay = seed;
    }
}
