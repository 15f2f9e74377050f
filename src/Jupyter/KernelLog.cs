namespace Distribute.Jupyter;

/// <summary>Tells whoever watches the kernel's terminal what it did not do, and why. Thread safe.</summary>
internal sealed class KernelLog(TextWriter writer)
{
    private readonly Lock _gate = new();

    public void Write(string text)
    {
        lock (_gate)
        {
            try
            {
                writer.WriteLine($"distribute kernel: {text.ReplaceLineEndings(" ")}");
                writer.Flush();
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                // No one reads any more, and a kernel does not end for that.
            }
        }
    }
}
