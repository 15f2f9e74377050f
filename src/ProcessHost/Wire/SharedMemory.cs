using System.Globalization;
using System.Runtime.InteropServices;
using Distribute.Contracts.State;
using Microsoft.Win32.SafeHandles;

namespace Distribute.ProcessHost.Wire;

/// <summary>
/// Bytes in memory that another process opens through this one's descriptor. It has no name in any folder, so nothing can
/// be left over; it lives until it is disposed here and closed there.
/// </summary>
internal sealed class SharedMemory : IDisposable
{
    private const string Name = "distribute";
    private readonly SafeFileHandle _file;

    private SharedMemory(SafeFileHandle file, long length)
    {
        _file = file;
        Length = length;
    }

    /// <summary>How many bytes it holds.</summary>
    public long Length { get; }

    /// <summary>The number under which other processes find it among this one's descriptors.</summary>
    public int Descriptor => (int)_file.DangerousGetHandle();

    /// <summary>Puts a snapshot into memory that can be shared. What is lent is copied once, straight to its place.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="threads">On how many threads. The system writes to one such memory on one thread at a time, but reading and summing what is written takes half as long again.</param>
    /// <exception cref="IOException">There is no more memory, or the system has no such memory.</exception>
    public static SharedMemory Of(StateSnapshot snapshot, int threads = 1)
    {
        var descriptor = Libc.CreateMemory(Name);
        if (descriptor < 0) throw new IOException($"No shared memory: {Marshal.GetLastPInvokeErrorMessage()}");
        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            // Written and not mapped: the system needs not clear a page that is written whole, nor give each out for itself.
            if (snapshot.Source is { } source) return new SharedMemory(file, source.Write((offset, piece) => RandomAccess.Write(file, piece, offset), threads));
            var bytes = snapshot.Bytes;
            RandomAccess.Write(file, bytes.Span, 0);
            return new SharedMemory(file, bytes.Length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens another process's memory for reading.</summary>
    /// <param name="process">The process.</param>
    /// <param name="descriptor">The number there.</param>
    /// <exception cref="FrameException">There is no shared memory of this kind.</exception>
    public static SafeFileHandle Open(int process, int descriptor)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd/{descriptor}");
        try
        {
            // Whatever else hides there could block whoever opens it.
            if (new FileInfo(path).LinkTarget is not { } target || !target.StartsWith($"/memfd:{Name}", StringComparison.Ordinal))
                throw new FrameException("it names shared memory that is none");
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new FrameException($"its shared memory could not be opened: {failed.Message}", failed);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
