namespace Distribute.Magic.Rendering;

/// <summary>Where lines go. Used by one thread.</summary>
internal interface IRenderSink
{
    /// <summary>True where a status can stay below the lines and be redrawn.</summary>
    bool IsInteractive { get; }

    /// <summary>Adds a line; it may wait for <see cref="Flush"/>.</summary>
    void Write(Line line);

    /// <summary>Brings all lines so far to the reader.</summary>
    void Flush();

    /// <summary>
    /// Runs with a status kept below the lines; only where <see cref="IsInteractive"/>. The status is drawn at each flush
    /// and gone when the call returns.
    /// </summary>
    /// <param name="status">The status, asked for at each drawing.</param>
    /// <param name="body">Runs; calls <see cref="Flush"/> as it goes.</param>
    void WithStatus(Func<IReadOnlyList<Line>> status, Action body);
}
