using Microsoft.DotNet.Interactive;

namespace Distribute.Polyglot;

/// <summary>Brings <c>#!distribute</c> to a notebook of .NET Interactive. The package's <c>extension.dib</c> calls it. Thread safe.</summary>
public static class DistributeExtension
{
    /// <summary>Adds the kernel <c>distribute</c> and the magics <c>#!ranks</c>, <c>#!load</c> and <c>#!sync</c>. Does nothing where they are.</summary>
    /// <param name="kernel">The notebook, or a kernel of it.</param>
    /// <exception cref="ArgumentException">The kernel is no part of a notebook with several kernels.</exception>
    public static void Load(Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (EngineContext.Package is { } package) package.Add(kernel);
        else Extension.Add(kernel);
    }
}
