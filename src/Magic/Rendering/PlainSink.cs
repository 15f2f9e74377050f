namespace Distribute.Magic.Rendering;

/// <summary>Lines as they are, without colour, for pipes and files. Does not own the writer.</summary>
internal sealed class PlainSink(TextWriter writer) : IRenderSink
{
    /// <inheritdoc/>
    public bool IsInteractive => false;

    /// <inheritdoc/>
    public void Write(Line line)
    {
        foreach (var piece in line.Pieces) writer.Write(piece.Text);
        writer.Write('\n');
    }

    /// <inheritdoc/>
    public void Flush() => writer.Flush();

    /// <inheritdoc/>
    public void WithStatus(Func<IReadOnlyList<Line>> status, Action body) => throw new InvalidOperationException("Only a terminal has a status.");
}
