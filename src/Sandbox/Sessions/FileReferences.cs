using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using Distribute.Contracts.References;
using AssemblyFile = Distribute.Contracts.References.AssemblyFile;

namespace Distribute.Sandbox.Sessions;

/// <summary>
/// Finds the files of <c>#r "path.dll"</c> lines. What is used is a copy under a name made of its content: the person's
/// file is never locked, and a rebuilt one is another file to the compiler and to the ranks. Disposing removes the copies.
/// </summary>
internal sealed class FileReferences(string baseDirectory) : IDisposable
{
    private readonly string _copies = Path.Combine(Path.GetTempPath(), "distribute-references", Guid.NewGuid().ToString("N"));

    /// <summary>The assembly, and those beside it that it refers to.</summary>
    public (IReadOnlyList<AssemblyFile> Files, (string Id, string Message)? Error) Resolve(string path)
    {
        var full = Path.GetFullPath(path, baseDirectory);
        if (!File.Exists(full))
            return IsFramework(path) ? ([], null) : ([], SessionDiagnostics.NoFile(path, full));
        try
        {
            var files = new List<AssemblyFile>();
            Collect(full, files, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
            return (files, null);
        }
        catch (BadImageFormatException)
        {
            return ([], SessionDiagnostics.NotAnAssembly(path, "the file is not a .NET assembly."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ([], SessionDiagnostics.NotAnAssembly(path, exception.Message));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (Directory.Exists(_copies)) Directory.Delete(_copies, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A copy that is still mapped stays in the temporary folder, which the system cleans; ending a session must not fail for it.
        }
    }

    private void Collect(string file, List<AssemblyFile> files, HashSet<string> seen)
    {
        var bytes = File.ReadAllBytes(file);
        var (name, needs) = Read(bytes);
        if (!seen.Add(name)) return;
        var copy = Copy(file, bytes);
        files.Add(new AssemblyFile(name, copy, copy));
        AddResources(file, name, files);
        foreach (var need in needs)
        {
            var beside = Path.Combine(Path.GetDirectoryName(file)!, need + ".dll");
            if (!IsFramework(need) && File.Exists(beside)) Collect(beside, files, seen);
        }
    }

    // The texts of other languages stand in a folder of the language's name beside the file.
    private void AddResources(string file, string name, List<AssemblyFile> files)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetDirectoryName(file)!))
        {
            var resources = Path.Combine(folder, name + ".resources.dll");
            if (!File.Exists(resources)) continue;
            var copy = Copy(resources, File.ReadAllBytes(resources));
            files.Add(new AssemblyFile(AssemblyFile.NameOfResources(Path.GetFileName(folder), name + ".resources"), null, copy));
        }
    }

    private string Copy(string file, byte[] bytes)
    {
        var directory = Path.Combine(_copies, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
        var copy = Path.Combine(directory, Path.GetFileName(file));
        if (File.Exists(copy)) return copy;
        Directory.CreateDirectory(directory);
        File.WriteAllBytes(copy, bytes);
        var symbols = Path.ChangeExtension(file, ".pdb");
        if (File.Exists(symbols)) File.Copy(symbols, Path.ChangeExtension(copy, ".pdb"), overwrite: true);
        return copy;
    }

    private static (string Name, List<string> Needs) Read(byte[] bytes)
    {
        using var pe = new PEReader(new MemoryStream(bytes, writable: false));
        if (!pe.HasMetadata) throw new BadImageFormatException();
        var metadata = pe.GetMetadataReader();
        if (!metadata.IsAssembly) throw new BadImageFormatException();
        var needs = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToList();
        return (metadata.GetString(metadata.GetAssemblyDefinition().Name), needs);
    }

    // "#r "System.Xml"" names an assembly of the framework: every cell refers to it already.
    private static bool IsFramework(string name) =>
        !name.AsSpan().ContainsAny('/', '\\')
        && Framework.Files.ContainsKey(name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name);
}
