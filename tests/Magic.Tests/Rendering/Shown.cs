using Distribute.Contracts.Outcomes;
using Distribute.Magic.Dispatch;
using Distribute.Magic.Grammar;
using Distribute.Magic.Rendering;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Tests.Rendering;

/// <summary>Cells shown on a writer, for golden texts.</summary>
internal static class Shown
{
    internal static readonly RankOutcome Ok = new RankOutcome.Completed(false, null);

    internal static CellPart.Distribute Part(DistributeOptions? options = null) => new(options ?? new DistributeOptions { Count = 4 }, "") { MagicLine = 1 };

    internal static CellPart.Notebook Notebook => new("") { MagicLine = 1 };

    internal static RankOutcome Value(string text) => new RankOutcome.Completed(true, MimeBundle.FromText(text));

    internal static RankOutcome Failed(string message, string stack = "at Foo(int) in cell 3, line 7") =>
        new RankOutcome.Failed(new RankError("System.DivideByZeroException", message, 7, stack, [], []));

    internal static RankResult Rank(int rank, RankOutcome outcome, string stdout = "", string stderr = "", long dropped = 0) =>
        new(rank, outcome, stdout, stderr, dropped);

    internal static CellResult Result(bool ok, params RankResult[] ranks) =>
        new() { Ok = ok, Pool = "default", Mode = "thread", Ranks = ranks, Elapsed = TimeSpan.FromMilliseconds(420) };

    internal static async Task<string> TextAsync(Action<IDispatchEvents> cell, RenderOptions? options = null, string source = "")
    {
        using var writer = new StringWriter();
        await using (var renderer = TextRenderer.ForWriter(writer, options))
        {
            var view = renderer.BeginCell(source, 3);
            cell(view);
            await view.CompleteAsync();
        }

        return writer.ToString();
    }
}
