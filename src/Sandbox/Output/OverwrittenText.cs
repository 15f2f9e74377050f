using System.Text;

namespace Distribute.Sandbox.Output;

/// <summary>
/// Takes out of text that nobody has seen yet what a carriage return overwrites: a progress bar says the same line thousands of times,
/// and would use up what a rank may print.
/// </summary>
internal static class OverwrittenText
{
    /// <summary>Takes it out of the last line.</summary>
    /// <param name="text">The text; what is left stands at its start.</param>
    /// <returns>How many characters are left, and how many bytes of UTF-8 went.</returns>
    /// <remarks>What stands before the first carriage return may go on from text that was seen, so it stays. So does text that a shorter one overwrites: its end is seen.</remarks>
    public static (int Length, int Bytes) Remove(Span<char> text)
    {
        var (line, length, bytes) = (text.LastIndexOf('\n') + 1, text.Length, 0);
        var end = length;
        var later = Before(text, line, end);
        while (later >= 0 && Before(text, line, later) is >= 0 and var earlier)
        {
            if (end - later >= later - earlier)
            {
                bytes += Encoding.UTF8.GetByteCount(text[earlier..later]);
                text[later..length].CopyTo(text[earlier..]);
                (length, end) = (length - (later - earlier), end - (later - earlier));
            }
            else
            {
                end = later;
            }

            later = earlier;
        }

        return (length, bytes);
    }

    private static int Before(Span<char> text, int line, int end) => text[line..end].LastIndexOf('\r') is >= 0 and var at ? line + at : -1;
}
