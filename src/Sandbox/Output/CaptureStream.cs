using System.Buffers;
using System.Text;

namespace Distribute.Sandbox.Output;

/// <summary>
/// UTF-8 bytes into a run's output. A character whose bytes come in two writes is put together. Concurrent writers are
/// served one after the other.
/// </summary>
internal sealed class CaptureStream(LineWriter writer) : Stream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var chars = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(buffer.Length));
        try
        {
            lock (_decoder)
            {
                var count = _decoder.GetChars(buffer, chars, flush: false);
                if (count > 0) writer.Emit(chars.AsSpan(0, count), newLine: false);
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    public override void Flush() => writer.Flush();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
