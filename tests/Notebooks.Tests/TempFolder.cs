using System.Text;
using Distribute.Notebooks.Documents;

namespace Distribute.Notebooks.Tests;

/// <summary>A folder of one test, gone after it.</summary>
public sealed class TempFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("notebooks-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public IEnumerable<string?> Names => Directory.EnumerateFileSystemEntries(_path).Select(Path.GetFileName);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public Task<NotebookDocument> ReadAsync(string name, string text) => NotebookFile.ReadAsync(Write(name, text));

    public async Task<string> RewriteAsync(NotebookDocument document, string name)
    {
        await NotebookFile.WriteAsync(document, this[name]);
        return await File.ReadAllTextAsync(this[name]);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
