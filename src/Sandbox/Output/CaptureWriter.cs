using Distribute.Contracts.Isolates;
using Distribute.Sandbox.Ranks;

namespace Distribute.Sandbox.Output;

/// <summary>One of a run's two output streams, as a writer. Thread safe.</summary>
/// <param name="output">Takes the text.</param>
/// <param name="stream">Which of the two.</param>
/// <param name="clean">Makes text that holds generated names readable.</param>
internal sealed class CaptureWriter(RunOutput output, OutputStream stream, Func<string, string> clean) : LineWriter
{
    public override void Emit(ReadOnlySpan<char> text, bool newLine)
    {
        // An exception that a cell caught and prints comes as text.
        if (text.IndexOf(FrameText.Mark) >= 0) text = clean(text.ToString());
        output.Write(stream, text, newLine);
    }

    public override void Flush() => output.Flush();
}
