using Spectre.Console;

namespace Distribute.Magic.Rendering;

/// <summary>
/// Shows cells as text: live in a terminal, as plain lines elsewhere. One renderer serves a whole run; cells are shown one
/// after another. Dispose it to end its thread after all that was said is shown.
/// </summary>
/// <remarks>Thread safe.</remarks>
public sealed class TextRenderer : IAsyncDisposable
{
    private readonly RenderLoop _loop;
    private readonly RenderOptions _options;
    private readonly bool _interactive;

    private TextRenderer(IRenderSink sink, RenderOptions? options)
    {
        _options = options ?? new RenderOptions();
        _interactive = sink.IsInteractive;
        _loop = new RenderLoop(sink);
    }

    /// <summary>Plain lines without colour or progress, for pipes and files.</summary>
    /// <param name="writer">Where to; not owned, and used by nobody else meanwhile.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static TextRenderer ForWriter(TextWriter writer, RenderOptions? options = null) => new(new PlainSink(writer), options);

    /// <summary>A console of Spectre.Console, with colour and progress as far as it has them.</summary>
    /// <param name="console">Where to; not owned, and used by nobody else meanwhile.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static TextRenderer ForConsole(IAnsiConsole console, RenderOptions? options = null) => new(new TerminalSink(console), options);

    /// <summary>
    /// Chooses by what standard output is: a console when it is a terminal, plain lines when it is a pipe or a file or when
    /// TERM is "dumb". With NO_COLOR set and not empty a terminal gets no colour.
    /// </summary>
    /// <param name="output">Standard output, taken before anyone redirects it; not owned.</param>
    /// <param name="isTerminal">Whether it is a terminal.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="environment">Reads environment variables; null for the process's own.</param>
    public static TextRenderer ForOutput(
        TextWriter output, bool isTerminal, RenderOptions? options = null, Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        if (!isTerminal || environment("TERM") == "dumb") return ForWriter(output, options);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = string.IsNullOrEmpty(environment("NO_COLOR")) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        return ForConsole(console, options);
    }

    /// <summary>Begins to show a cell. Give the view to the dispatcher, then await its <see cref="CellView.CompleteAsync"/>.</summary>
    /// <param name="source">The cell's text, for diagnostics.</param>
    /// <param name="executionCount">The cell's execution count, from 1.</param>
    public CellView BeginCell(string source, int executionCount) => new(_loop, _options, _interactive, source, executionCount);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();
}
