using Distribute.Compiler;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;

namespace Distribute.Bench.Micro;

/// <summary>What the benchmarks put together: one compiler, images of cells, ranks on threads without a session.</summary>
internal static class Parts
{
    /// <summary>The compiler of all benchmarks.</summary>
    public static CSharpCellCompiler Compiler { get; } = new();

    /// <summary>Compiles a cell.</summary>
    /// <exception cref="InvalidOperationException">It has errors.</exception>
    public static CellImage Compile(string text, Scope scope) =>
        Compiler.Compile(new CompileRequest { Text = text, Scope = scope }, CancellationToken.None) is { Image: { } image, Schema: [] }
            ? image : throw new InvalidOperationException($"A cell was not compiled: {text}");

    /// <summary>A run of an image.</summary>
    public static RunRequest Request(CellImage image) => new() { Image = image.Name, ExecutionCount = 1, ProcessCount = 1 };

    /// <summary>Loads and runs an image.</summary>
    /// <exception cref="InvalidOperationException">The run failed.</exception>
    public static async Task RunAsync(IIsolate rank, CellImage image)
    {
        await rank.LoadAsync([image], CancellationToken.None).ConfigureAwait(false);
        var outcome = await rank.RunAsync(Request(image), new Silence(), CancellationToken.None).ConfigureAwait(false);
        if (!outcome.IsOk) throw new InvalidOperationException($"{outcome}");
    }
}

/// <summary>Hears a rank and does nothing with it but count.</summary>
internal sealed class Silence : IRankEvents
{
    /// <summary>How many characters were printed.</summary>
    public long Printed { get; private set; }

    /// <inheritdoc/>
    public void Started(int rank)
    {
    }

    /// <inheritdoc/>
    public void Output(int rank, OutputStream stream, string text) => Printed += text.Length;

    /// <inheritdoc/>
    public void Displayed(int rank, MimeBundle value, string? displayId, bool update)
    {
    }

    /// <inheritdoc/>
    public void Dropped(int rank, long bytes)
    {
    }

    /// <inheritdoc/>
    public string? ReadLine(int rank, string prompt, bool password) => null;
}
