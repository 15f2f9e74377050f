using System.Text;
using Distribute.Sandbox.Sessions;

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
    private static bool _found;
    private static int _entered;

    private HostConsole() { }

    /// <summary>A distributed cell begins.</summary>
    /// <returns>To be disposed when it ended: after the last one the console is .NET Interactive's again.</returns>
    public static HostConsole Enter()
    {
        lock (Gate)
        {
            _entered++;
            if (!IsOurs(Console.Out)) Out.Target = Console.Out;
            if (!IsOurs(Console.Error)) Error.Target = Console.Error;
            if (_found) return new HostConsole();
            // The engine keeps what it finds when its first cell runs.
            Console.SetOut(Out.Shown);
            Console.SetError(Error.Shown);
            _found = true;
            return new HostConsole();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
        {
            if (--_entered > 0) return;
            if (IsOurs(Console.Out)) Console.SetOut(Out.Target);
            if (IsOurs(Console.Error)) Console.SetError(Error.Target);
        }
    }

    private static bool IsOurs(TextWriter writer) =>
        ReferenceEquals(writer, Out.Shown) || ReferenceEquals(writer, Error.Shown) || writer.GetType().Assembly == typeof(Session).Assembly;

    // What the engine finds: always the same writer, in front of the one that is there now.
    private sealed class Forward : TextWriter
    {
        [ThreadStatic]
        private static bool _isWriting;

        public Forward() => Shown = Synchronized(this);

        /// <summary>The forward as the console shows it: with a lock around it, which this puts there itself to know it again.</summary>
        public TextWriter Shown { get; }

        public TextWriter Target { get; set; } = Null;

        public override Encoding Encoding => Encoding.Unicode;

        public override void Write(char value) => Pass(target => target.Write(value));

        public override void Write(string? value) => Pass(target => target.Write(value));

        public override void Write(char[] buffer, int index, int count) => Pass(target => target.Write(buffer, index, count));

        public override void Flush() => Pass(target => target.Flush());

        // Someone may have put a writer before this one that leads back here.
        private void Pass(Action<TextWriter> write)
        {
            if (_isWriting) return;
            _isWriting = true;
            try
            {
                write(Target);
            }
            finally
            {
                _isWriting = false;
            }
        }
    }
}
