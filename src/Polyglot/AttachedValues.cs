using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Distribute.Polyglot;

/// <summary>
/// Lets options have their value behind an equals sign (<c>--sync=a,b</c>), which .NET Interactive takes for part of a name and refuses:
/// such a cell is sent again without these options, and read as it was written. Thread safe.
/// </summary>
internal static partial class AttachedValues
{
    private static readonly ConditionalWeakTable<KernelCommand, string> Written = [];

    /// <summary>A cell as the person wrote it.</summary>
    public static string TextOf(SubmitCode cell) => Written.TryGetValue(cell, out var text) ? text : cell.Code;

    /// <summary>Takes cells that were refused for this alone.</summary>
    /// <param name="root">The notebook.</param>
    public static void AcceptIn(Kernel root) => root.AddMiddleware(async (command, context, next) =>
    {
        // A refused cell has one command in place of its parts, which tells of the refusal.
        if (command is SubmitCode || command.Parent is not SubmitCode cell || Written.TryGetValue(cell, out _) || command.GetType().Name != "AnonymousKernelCommand"
            || Without(cell.Code) is var plain && plain == cell.Code)
        {
            await next(command, context).ConfigureAwait(false);
            return;
        }

        var again = new SubmitCode(plain, cell.TargetKernelName);
        Written.Add(again, cell.Code);
        var result = await root.SendAsync(again, context.CancellationToken).ConfigureAwait(false);
        if (result.Events.OfType<CommandFailed>().LastOrDefault() is { } failed) context.Fail(cell, failed.Exception, failed.Message);
    });

    private static string Without(string cell) => MagicLine().Replace(cell, line => Attached().Replace(line.Value, ""));

    [GeneratedRegex(@"^#!(distribute|sync|load|ranks)\b.*", RegexOptions.Multiline)]
    private static partial Regex MagicLine();

    [GeneratedRegex(@"\s--[a-z][a-z-]*=\S*")]
    private static partial Regex Attached();
}
