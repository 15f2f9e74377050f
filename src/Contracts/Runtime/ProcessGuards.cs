using System.Diagnostics;

namespace Distribute.Contracts.Runtime;

/// <summary>
/// <see cref="CellGuards"/> for members of an object: extensions, so that the compiler only changes a name and every form of
/// the call works (<c>p.Kill()</c>, <c>p?.Kill()</c>, <c>Action a = p.Kill</c>).
/// </summary>
/// <remarks>Thread safe.</remarks>
public static class ProcessGuards
{
    /// <summary>For <c>Process.Kill()</c>. Another process than this one is killed as asked.</summary>
    /// <exception cref="InvalidOperationException">It would end this process, and that is not the rank's own.</exception>
    public static void GuardedKill(this Process process) => CellGuards.Kill(process);

    /// <summary>For <c>Process.Kill(bool)</c>. Another process than this one is killed as asked.</summary>
    /// <exception cref="InvalidOperationException">It would end this process, and that is not the rank's own.</exception>
    public static void GuardedKill(this Process process, bool entireProcessTree) => CellGuards.Kill(process, entireProcessTree);
}
