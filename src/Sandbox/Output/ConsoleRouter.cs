using System.Reflection;
using System.Text;
using Distribute.Contracts.Runtime;

namespace Distribute.Sandbox.Output;

/// <summary>
/// Stands in for the process's console: what a rank's code writes or reads goes to its own run, found through
/// <see cref="RankExecution.Current"/>; everyone else gets the console that was there before.
/// Installed once for the process and never removed. Thread safe.
/// </summary>
internal static class ConsoleRouter
{
    private static readonly Lock Gate = new();
    private static RoutedWriter? _out;
    private static RoutedWriter? _error;
    private static RoutedReader? _in;

    /// <summary>Takes the console over, also again when a library has replaced it meanwhile. Cheap when nothing has changed.</summary>
    /// <param name="ownsProcess">
    /// Whether the process is a rank's own. Nobody has replaced its console yet, so that it is opened only if code outside
    /// of runs writes to it: encodings, terminal and signal handling cost each process of a rank a tenth of its start.
    /// </param>
    public static void Install(bool ownsProcess)
    {
        if (_in is not null && ReferenceEquals(Console.Out, _out) && ReferenceEquals(Console.Error, _error) && ReferenceEquals(Console.In, _in)) return;
        lock (Gate)
        {
            _out ??= new RoutedWriter(ownsProcess ? null : Console.Out, error: false);
            _error ??= new RoutedWriter(ownsProcess ? null : Console.Error, error: true);
            _in ??= new RoutedReader(ownsProcess ? null : Console.In);
            Console.SetOut(_out);
            Console.SetError(_error);
            Console.SetIn(_in);
            RemoveSharedLock("s_out", _out);
            RemoveSharedLock("s_error", _error);
            RemoveSharedLock("s_in", _in);
        }
    }

    /// <summary>Whether a writer is the router itself: setting it again means "as it was".</summary>
    public static bool IsRouter(object writer) => writer is RoutedWriter or RoutedReader;

    // The framework wraps what is set in a writer with one lock for the whole process. A rank that waits inside it, for a
    // slow front end or for a person's answer, would hold up every other rank. The router needs no such lock, so it takes
    // the wrapper's place; where the framework keeps its field under another name, the wrapper stays and all still works.
    private static void RemoveSharedLock(string fieldName, object value)
    {
        var field = typeof(Console).GetField(fieldName, BindingFlags.Static | BindingFlags.NonPublic);
        if (field is not null && field.FieldType.IsInstanceOfType(value)) field.SetValue(null, value);
    }

    private static TextWriter OpenWriter(bool error) => TextWriter.Synchronized(
        new StreamWriter(error ? Console.OpenStandardError() : Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true });

    private static TextReader OpenReader() => TextReader.Synchronized(new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false)));

    private sealed class RoutedWriter(TextWriter? original, bool error) : LineWriter
    {
        // A cell may set a writer that itself writes to Console.Out (a prefix, a tee): inside it the router leads to the
        // run's own output and not to that writer again.
        [ThreadStatic]
        private static bool _insideCellsWriter;

        private TextWriter? _console = original;

        private TextWriter Original => LazyInitializer.EnsureInitialized(ref _console, () => OpenWriter(error));

        public override void Emit(ReadOnlySpan<char> text, bool newLine)
        {
            if (RankExecution.Current is not { } execution)
            {
                if (newLine) Original.WriteLine(text);
                else Original.Write(text);
                return;
            }

            var target = error ? execution.Error : execution.Out;
            if (target is LineWriter direct) direct.Emit(text, newLine);
            else EmitToCellsWriter(execution, target, text, newLine);
        }

        public override void Flush()
        {
            if (RankExecution.Current is null) _console?.Flush();
        }

        private void EmitToCellsWriter(RankExecution execution, TextWriter target, ReadOnlySpan<char> text, bool newLine)
        {
            if (_insideCellsWriter)
            {
                if (execution is Ranks.CellExecution cell) cell.Writer(error).Emit(text, newLine);
                return;
            }

            _insideCellsWriter = true;
            try
            {
                if (newLine) target.WriteLine(text);
                else target.Write(text);
            }
            finally
            {
                _insideCellsWriter = false;
            }
        }
    }

    private sealed class RoutedReader(TextReader? original) : TextReader
    {
        private TextReader? _console = original;

        private TextReader Target => RankExecution.Current?.In ?? LazyInitializer.EnsureInitialized(ref _console, OpenReader);

        public override int Peek() => Target.Peek();
        public override int Read() => Target.Read();
        public override int Read(char[] buffer, int index, int count) => Target.Read(buffer, index, count);
        public override string? ReadLine() => Target.ReadLine();
        public override string ReadToEnd() => Target.ReadToEnd();
        public override Task<string?> ReadLineAsync() => Target.ReadLineAsync();
        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => Target.ReadLineAsync(cancellationToken);
        public override Task<string> ReadToEndAsync() => Target.ReadToEndAsync();
    }
}
