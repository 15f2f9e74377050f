using Distribute.Compiler;
using Distribute.Packages;
using Distribute.ProcessHost;
using Distribute.Sandbox.Sessions;
using Microsoft.DotNet.Interactive;

namespace Distribute.Polyglot;

/// <summary>Adds the extension to a notebook, in the load context that the engine is in. Thread safe.</summary>
internal static class Extension
{
    private static readonly Lock Gate = new();

    /// <summary>As <see cref="DistributeExtension.Load"/>.</summary>
    public static void Add(Kernel kernel)
    {
        if (kernel.RootKernel is not CompositeKernel root) throw new ArgumentException("#!distribute needs a CompositeKernel: it is a kernel of its own beside the C# kernel.", nameof(kernel));
        lock (Gate)
        {
            if (root.FindKernelByName(DistributeKernel.KernelName) is not null) return;
            var distribute = new DistributeKernel(root, Open());
            root.Add(distribute.UseValueSharing());
            AttachedValues.AcceptIn(root);
            root.AddMiddleware(distribute.RunEmptyPartAsync);
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

    // In a build beside the program, in the package beside the engine; null leaves it to where a program of its own would have it.
    private static string? FindWorker()
    {
        var folder = Path.GetDirectoryName(typeof(DistributeExtension).Assembly.Location) ?? "";
        return new[] { "worker", "../worker" }.Select(place => Path.GetFullPath(Path.Combine(folder, place, "Distribute.ProcessHost.Worker.dll"))).FirstOrDefault(File.Exists);
    }
}
