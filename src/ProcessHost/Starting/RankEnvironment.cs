using System.Collections;
using System.Globalization;
using Distribute.Contracts.Isolates;

namespace Distribute.ProcessHost.Starting;

/// <summary>The environment of a rank's process: this one's, without secrets, and with what its runtime needs to know.</summary>
internal static class RankEnvironment
{
    /// <summary>The variable by which whatever a rank has started is found again, even if it left the rank's process group.</summary>
    public const string Token = "DISTRIBUTE_RANK_TOKEN";

    /// <summary>Makes it.</summary>
    public static Dictionary<string, string> Make(ProcessHostOptions options, IsolateLimits limits, string token)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (!options.HiddenVariables.Any(hidden => Matches(name, hidden))) variables[name] = (string?)variable.Value ?? "";
        }

        variables[Token] = token;
        // Many ranks share the machine: the server collector would keep heaps for every processor in each of them.
        variables["DOTNET_gcServer"] = "0";
        // A runtime that is killed leaves the pipes and the socket behind at which debuggers and tracers reach it, in the
        // folder of temporary files. A rank opens them only for a person who asks for them by these same variables.
        if (!variables.ContainsKey("DOTNET_EnableDiagnostics"))
        {
            variables.TryAdd("DOTNET_EnableDiagnostics_Debugger", "0");
            variables.TryAdd("DOTNET_EnableDiagnostics_IPC", "0");
            variables.TryAdd("DOTNET_LTTng", "0");
        }

        if (limits.MemoryBytes is { } bytes) variables["DOTNET_GCHeapHardLimit"] = bytes.ToString("x", CultureInfo.InvariantCulture);
        return variables;
    }

    private static bool Matches(string name, string hidden) => hidden.EndsWith('*')
        ? name.StartsWith(hidden[..^1], StringComparison.OrdinalIgnoreCase)
        : name.Equals(hidden, StringComparison.OrdinalIgnoreCase);
}
