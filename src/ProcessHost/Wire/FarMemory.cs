using System.Security.Cryptography;
using Distribute.Contracts.Isolates;

namespace Distribute.ProcessHost.Wire;

/// <summary>
/// Whether a child may read its parent's memory by itself, which spares large values one of two copies. The system's policy says so, and that is the same
/// for all children of a process: the parent gives each the address of a few bytes, and it tells whether it could read them.
/// </summary>
/// <remarks>It asks for nothing that a process of one user is not allowed anyway. Thread safe.</remarks>
internal static class FarMemory
{
    /// <summary>How many bytes are read to try.</summary>
    public const int CookieBytes = 16;

    private static readonly byte[] Bytes = MakeCookie();

    private static volatile bool _couldRead;

    /// <summary>What a child should find at <see cref="Address"/>.</summary>
    public static ReadOnlySpan<byte> Cookie => Bytes;

    /// <summary>Where this process has its cookie.</summary>
    public static unsafe long Address => (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref Bytes[0]);

    /// <summary>Whether large values may be left where they are for children to read. Set off by tests alone.</summary>
    public static bool IsAllowed { get; set; } = true;

    /// <summary>Whether children can read this process's memory: one has.</summary>
    public static bool IsReadable => IsAllowed && _couldRead;

    /// <summary>What a child has told.</summary>
    public static void Learn(bool couldRead) => _couldRead = couldRead;

    /// <summary>In a child: whether the parent's memory can be read.</summary>
    public static bool CanRead(int parent, long address, ReadOnlySpan<byte> cookie)
    {
        Span<byte> found = stackalloc byte[CookieBytes];
        return cookie.Length == CookieBytes && Libc.ReadMemory(parent, address, found) == CookieBytes && found.SequenceEqual(cookie);
    }

    /// <summary>In a child: reads the parent's memory.</summary>
    /// <exception cref="IsolateException">It is not there.</exception>
    public static void Read(int parent, long address, Span<byte> target)
    {
        while (target.Length > 0)
        {
            var count = Libc.ReadMemory(parent, address, target);
            if (count <= 0) throw new IsolateException("The memory of the notebook's process could not be read.");
            address += count;
            target = target[(int)count..];
        }
    }

    // On the heap of what is never moved.
    private static byte[] MakeCookie()
    {
        var cookie = GC.AllocateUninitializedArray<byte>(CookieBytes, pinned: true);
        RandomNumberGenerator.Fill(cookie);
        return cookie;
    }
}
