using System.Text;

namespace Distribute.Polyglot;

/// <summary>
/// Keeps the console in order between two that replace it for the whole process: .NET Interactive, anew for each command, and the
/// engine, which leads what ranks print to their cell and hands all else to the console that it found first. Thread safe.
/// </summary>
internal sealed class HostConsole : IDisposable
{
    private static readonly Lock Gate = new();
    private static readonly Forward Out = new();
    private static readonly Forward Error = new();
    private static int _entered;

    private HostConsole() { }

    /// <summary>A distributed cell begins.</summary>
    /// <returns>To be disposed when it ended: with the last one the console is as it was before the first.</returns>
    public static HostConsole Enter()
    {
        lock (Gate)
        {
            if (_entered++ > 0) return new HostConsole();
            (Out.Target, Error.Target) = (Console.Out, Console.Error);
            Console.SetOut(Out);
            Console.SetError(Error);
            return new HostConsole();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
        {
            if (--_entered > 0) return;
            Console.SetOut(Out.Target);
            Console.SetError(Error.Target);
        }
    }

    // What the engine finds: always the same writer, in front of the one that is there now.
    private sealed class Forward : TextWriter
    {
        public TextWriter Target { get; set; } = Null;

        public override Encoding Encoding => Target.Encoding;

        public override void Write(char value) => Target.Write(value);

        public override void Write(string? value) => Target.Write(value);

        public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

        public override void Flush() => Target.Flush();
    }
}
