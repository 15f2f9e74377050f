using Spectre.Console;
using Spectre.Console.Rendering;

namespace Distribute.Magic.Rendering;

/// <summary>Lines in colour for a terminal, with a live status below them while a cell runs. Does not own the console.</summary>
internal sealed class TerminalSink(IAnsiConsole console) : IRenderSink
{
    /// <summary>Told apart on dark and light backgrounds; a rank keeps its colour for good.</summary>
    private static readonly Color[] RankColors =
    [
        Color.Teal, Color.Olive, Color.Purple, Color.Green, Color.Blue, Color.Fuchsia,
        Color.DarkOrange, Color.SteelBlue, Color.MediumPurple, Color.SeaGreen2, Color.Orchid, Color.DarkCyan,
    ];

    private readonly List<Line> _waiting = [];
    private Action? _redraw;

    /// <inheritdoc/>
    public bool IsInteractive => console.Profile.Capabilities is { Interactive: true, Ansi: true };

    /// <inheritdoc/>
    public void Write(Line line) => _waiting.Add(line);

    /// <inheritdoc/>
    public void Flush()
    {
        if (_waiting.Count > 0) console.Write(new Block([.. _waiting], endsLine: true, overStatus: _redraw is not null));
        _waiting.Clear();
        _redraw?.Invoke();
    }

    /// <inheritdoc/>
    public void WithStatus(Func<IReadOnlyList<Line>> status, Action body)
    {
        Flush();
        console.Live(new Block(status(), endsLine: false)).AutoClear(true).Start(context =>
        {
            _redraw = () => context.UpdateTarget(new Block(status(), endsLine: false));
            try
            {
                body();
            }
            finally
            {
                _redraw = null;
            }
        });
    }

    /// <summary>Lines that the console neither wraps nor measures, unless they are a status, which must fit its width.</summary>
    private sealed class Block(IReadOnlyList<Line> lines, bool endsLine, bool overStatus = false) : IRenderable
    {
        public Measurement Measure(Spectre.Console.Rendering.RenderOptions options, int maxWidth) => new(0, maxWidth);

        public IEnumerable<Segment> Render(Spectre.Console.Rendering.RenderOptions options, int maxWidth)
        {
            for (var index = 0; index < lines.Count; index++)
            {
                var left = endsLine ? int.MaxValue : maxWidth - 1;
                foreach (var piece in lines[index].Pieces)
                {
                    if (piece.Text.Length == 0 || left <= 0) continue;
                    var text = piece.Text.Length <= left ? piece.Text : piece.Text[..left];
                    left -= text.Length;
                    // A colour that user code left on must not run into the next line.
                    yield return new Segment(Contains(text) && options.Ansi ? text + "\u001b[0m" : text, StyleOf(piece));
                }

                // The lines are written over the status, and what is longer of it must not show behind them.
                if (overStatus && options.Ansi) yield return Segment.Control("\u001b[K");
                if (endsLine || index < lines.Count - 1) yield return Segment.LineBreak;
            }
        }

        private static bool Contains(string text) => text.Contains('\u001b', StringComparison.Ordinal);

        private static Style StyleOf(Piece piece) => piece.Tone switch
        {
            Tone.Rank => new Style(RankColors[piece.Rank % RankColors.Length]),
            Tone.Error => new Style(Color.Red),
            Tone.Warning => new Style(Color.Olive),
            Tone.Success => new Style(Color.Green),
            Tone.Faint => new Style(Color.Grey),
            _ => Style.Plain,
        };
    }
}
