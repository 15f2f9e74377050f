using System.Collections.Concurrent;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Security;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Distribute.Compiler.Assistance;

/// <summary>
/// Finds the text about a member in XML files, by looking for its id in their bytes: to read 30 MB of XML would take
/// seconds, to look through them takes milliseconds. The framework's members are not always described in the file named after
/// their assembly, so all are looked through. A file that cannot be read describes nothing.
/// </summary>
/// <remarks>Thread safe.</remarks>
internal sealed class DocumentationSearch(IReadOnlyList<string> files) : DocumentationProvider
{
    private static ReadOnlySpan<byte> End => "</member>"u8;

    private const int Remembered = 2048;
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default)
    {
        if (_known.TryGetValue(documentationMemberID, out var known)) return known;
        var found = Find(documentationMemberID, cancellationToken);
        if (_known.Count >= Remembered) _known.Clear();
        return _known[documentationMemberID] = found;
    }

    private string Find(string id, CancellationToken cancellationToken)
    {
        var needle = Encoding.UTF8.GetBytes($"<member name=\"{SecurityElement.Escape(id)}\"");
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (In(file, needle) is { } found) return found;
        }

        return "";
    }

    private static unsafe string? In(string path, byte[] needle)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: > 0 and < int.MaxValue } info) return null;
            using var mapped = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            using var view = mapped.CreateViewAccessor(0, info.Length, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                var text = new ReadOnlySpan<byte>(start, (int)info.Length);
                var at = text.IndexOf(needle);
                if (at < 0) return null;
                text = text[at..];
                var end = text.IndexOf(End);
                return end < 0 ? null : Encoding.UTF8.GetString(text[..(end + End.Length)]);
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // A file that went away, or that may not be read, is as good as none: help without it is better than no help.
        }
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
