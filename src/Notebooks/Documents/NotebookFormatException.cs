namespace Distribute.Notebooks.Documents;

/// <summary>A file cannot be read as a C# notebook. The message is one line that names the file and says why.</summary>
public sealed class NotebookFormatException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="reason">Why, in one line, without the file's name.</param>
    /// <param name="inner">What caused it.</param>
    public NotebookFormatException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason.ReplaceLineEndings(" ")}", inner)
    {
        Path = path;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }
}
