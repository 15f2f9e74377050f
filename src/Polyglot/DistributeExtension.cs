using Distribute.Compiler;
using Distribute.Packages;
using Distribute.ProcessHost;
using Distribute.Sandbox.Sessions;
using Microsoft.DotNet.Interactive;

namespace Distribute.Polyglot;

/// <summary>Brings <c>#!distribute</c> to a notebook of .NET Interactive. The package's <c>extension.dib</c> calls it. Thread safe.</summary>
public static class DistributeExtension
{
    private static readonly Lock Gate = new();

    /// <summary>Adds the kernel <c>distribute</c> and the magics <c>#!ranks</c>, <c>#!load</c> and <c>#!sync</c>. Does nothing where they are.</summary>
    /// <param name="kernel">The notebook, or a kernel of it.</param>
    /// <exception cref="ArgumentException">The kernel is no part of a notebook with several kernels.</exception>
    public static void Load(Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (kernel.RootKernel is not CompositeKernel root) throw new ArgumentException("#!distribute needs a CompositeKernel: it is a kernel of its own beside the C# kernel.", nameof(kernel));
        lock (Gate)
        {
            if (root.FindKernelByName(DistributeKernel.KernelName) is not null) return;
            var distribute = new DistributeKernel(root, Open());
            root.Add(distribute.UseValueSharing());
            AttachedValues.AcceptIn(root);
            foreach (var magic in Directives.Actions)
                root.AddDirective(Directives.Action(magic), (command, context) => distribute.RunMagicAsync(magic, command, context));
        }

        if (KernelInvocationContext.Current is { } context)
            KernelInvocationContextExtensions.Display(context, "Distribute is loaded. Begin a cell with #!distribute 4; #!distribute --help tells more.", "text/plain");
    }

    private static Session Open()
    {
        var folder = Directory.GetCurrentDirectory();
        return Session.Open(new CSharpCellCompiler(), new SessionOptions
        {
            BaseDirectory = folder,
            Packages = new PackageResolver(new PackageResolverOptions { ConfigurationFolder = folder }),
            Isolates = [new ProcessIsolateFactory(new ProcessHostOptions { WorkerPath = FindWorker() })],
        });
    }

    // In a build beside the program, in the package beside lib; null leaves it to where a program of its own would have it.
    private static string? FindWorker()
    {
        var folder = Path.GetDirectoryName(typeof(DistributeExtension).Assembly.Location) ?? "";
        return new[] { "worker", "../../worker" }.Select(place => Path.GetFullPath(Path.Combine(folder, place, "Distribute.ProcessHost.Worker.dll"))).FirstOrDefault(File.Exists);
    }
}
