using System.Text;

namespace Distribute.Contracts.Runtime;

/// <summary>A rank's standard input as bytes: each line that is read becomes UTF-8 with a line feed. Read-only; one reader at a time.</summary>
internal sealed class AnswerStream(TextReader reader) : Stream
{
    private byte[] _line = [];
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        if (_at == _line.Length)
        {
            if (reader.ReadLine() is not { } line) return 0;
            (_line, _at) = (Encoding.UTF8.GetBytes(line + "\n"), 0);
        }

        var taken = Math.Min(buffer.Length, _line.Length - _at);
        _line.AsSpan(_at, taken).CopyTo(buffer);
        _at += taken;
        return taken;
    }

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
