using Distribute.Contracts.Isolates;

namespace Distribute.Sandbox.Output;

/// <summary>One of a run's two output streams, as a writer. Thread safe.</summary>
internal sealed class CaptureWriter(RunOutput output, OutputStream stream) : LineWriter
{
    public override void Emit(ReadOnlySpan<char> text, bool newLine) => output.Write(stream, text, newLine);

    public override void Flush() => output.Flush();
}
