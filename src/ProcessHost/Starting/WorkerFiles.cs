using System.Runtime.InteropServices;
using Distribute.Contracts.Isolates;

namespace Distribute.ProcessHost.Starting;

/// <summary>Finds the child program and the runtime that it runs on.</summary>
internal static class WorkerFiles
{
    private const string Program = "Distribute.ProcessHost.Worker.dll";

    /// <summary>The child program: where the options say, or in the folder <c>worker</c> beside this program.</summary>
    /// <exception cref="IsolateException">It is not there.</exception>
    public static string Worker(ProcessHostOptions options)
    {
        var path = options.WorkerPath ?? Path.Combine(AppContext.BaseDirectory, "worker", Program);
        return File.Exists(path) ? path : throw new IsolateException(
            $"The program for rank processes is not at {path}: the installation is not whole. --mode thread needs no such program.");
    }

    /// <summary>The runtime's own program: the one that runs this process or, where that is a program of its own, the one beside the framework in use.</summary>
    /// <exception cref="IsolateException">It is not there.</exception>
    public static string Host()
    {
        if (Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet") return own;
        // <root>/shared/Microsoft.NETCore.App/<version>/
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, "dotnet");
        return File.Exists(host) ? host : throw new IsolateException(
            $"There is no {host}: rank processes need the .NET runtime that this program runs on. --mode thread needs none of its own.");
    }
}
