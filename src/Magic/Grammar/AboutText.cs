using System.Reflection;
using System.Runtime.InteropServices;

namespace Distribute.Magic.Grammar;

/// <summary>Writes what <c>#!about</c> shows. Thread safe.</summary>
internal static class AboutText
{
    /// <summary>Versions and machine; lines end with a line feed.</summary>
    internal static string Write()
    {
        var version = typeof(AboutText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        var processors = Environment.ProcessorCount == 1 ? "1 processor" : $"{Environment.ProcessorCount} processors";
        return $"Distribute {version}: C# notebooks on isolated ranks\n"
            + $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {processors}\n"
            + "#!help shows the magics and their options\n";
    }
}
