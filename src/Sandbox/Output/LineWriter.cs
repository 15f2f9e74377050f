using System.Globalization;
using System.Text;

namespace Distribute.Sandbox.Output;

/// <summary>
/// A text writer that hands over whole pieces: every overload that writes a line comes down to one call of
/// <see cref="Emit"/>, so that lines of concurrent writers do not mix.
/// </summary>
/// <remarks>Thread safe when <see cref="Emit"/> is. Numbers are written as the thread's culture says, as the console does.</remarks>
internal abstract class LineWriter() : TextWriter(null)
{
    /// <summary>Takes a piece of text, followed by a line end if asked.</summary>
    public abstract void Emit(ReadOnlySpan<char> text, bool newLine);

    public override Encoding Encoding => Encoding.UTF8;

    public override IFormatProvider FormatProvider => CultureInfo.CurrentCulture;

    public override void Write(char value) => Emit(new ReadOnlySpan<char>(in value), false);
    public override void Write(char[]? buffer) => Emit(buffer, false);
    public override void Write(char[] buffer, int index, int count) => Emit(buffer.AsSpan(index, count), false);
    public override void Write(ReadOnlySpan<char> buffer) => Emit(buffer, false);
    public override void Write(string? value) => Emit(value, false);
    public override void Write(object? value) => Emit(Text(value), false);

    public override void WriteLine() => Emit(default, true);
    public override void WriteLine(char value) => Emit(new ReadOnlySpan<char>(in value), true);
    public override void WriteLine(char[]? buffer) => Emit(buffer, true);
    public override void WriteLine(char[] buffer, int index, int count) => Emit(buffer.AsSpan(index, count), true);
    public override void WriteLine(ReadOnlySpan<char> buffer) => Emit(buffer, true);
    public override void WriteLine(string? value) => Emit(value, true);
    public override void WriteLine(object? value) => Emit(Text(value), true);
    public override void WriteLine(bool value) => Emit(value ? bool.TrueString : bool.FalseString, true);
    // The most common one by itself: the generic method would have to be compiled in each rank's process.
    public override void WriteLine(int value)
    {
        Span<char> buffer = stackalloc char[64];
        // No provider means the thread's culture, too, but asks for it only where there is a sign: it is what loads the tables of all cultures.
        if (value.TryFormat(buffer, out var written)) Emit(buffer[..written], true);
        else Emit(value.ToString((IFormatProvider?)null), true);
    }

    public override void WriteLine(uint value) => Line(value);
    public override void WriteLine(long value) => Line(value);
    public override void WriteLine(ulong value) => Line(value);
    public override void WriteLine(float value) => Line(value);
    public override void WriteLine(double value) => Line(value);
    public override void WriteLine(decimal value) => Line(value);
    public override void WriteLine(StringBuilder? value) => Emit(value?.ToString(), true);
    public override void WriteLine(string format, object? arg0) => Emit(string.Format(FormatProvider, format, arg0), true);
    public override void WriteLine(string format, object? arg0, object? arg1) => Emit(string.Format(FormatProvider, format, arg0, arg1), true);
    public override void WriteLine(string format, object? arg0, object? arg1, object? arg2) => Emit(string.Format(FormatProvider, format, arg0, arg1, arg2), true);
    public override void WriteLine(string format, params object?[] arg) => Emit(string.Format(FormatProvider, format, arg), true);
    public override void WriteLine(string format, params ReadOnlySpan<object?> arg) => Emit(string.Format(FormatProvider, format, arg), true);

    public override Task WriteAsync(char value) => Done(new ReadOnlySpan<char>(in value), false);
    public override Task WriteAsync(string? value) => Done(value, false);
    public override Task WriteAsync(char[] buffer, int index, int count) => Done(buffer.AsSpan(index, count), false);
    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) => Done(buffer.Span, false);
    public override Task WriteLineAsync() => Done(default, true);
    public override Task WriteLineAsync(char value) => Done(new ReadOnlySpan<char>(in value), true);
    public override Task WriteLineAsync(string? value) => Done(value, true);
    public override Task WriteLineAsync(char[] buffer, int index, int count) => Done(buffer.AsSpan(index, count), true);
    public override Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) => Done(buffer.Span, true);
    public override Task FlushAsync() => Task.CompletedTask;
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task Done(ReadOnlySpan<char> text, bool newLine)
    {
        Emit(text, newLine);
        return Task.CompletedTask;
    }

    private void Line<T>(T value) where T : ISpanFormattable
    {
        Span<char> buffer = stackalloc char[64];
        if (value.TryFormat(buffer, out var written, default, FormatProvider)) Emit(buffer[..written], true);
        else Emit(value.ToString(null, FormatProvider), true);
    }

    private string? Text(object? value) => value is IFormattable formattable ? formattable.ToString(null, FormatProvider) : value?.ToString();
}
