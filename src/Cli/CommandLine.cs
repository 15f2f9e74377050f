using System.CommandLine;
using System.Globalization;
using Distribute.Contracts.Compilation;

namespace Distribute.Cli;

/// <summary>The commands of the <c>distribute</c> tool.</summary>
internal static class CommandLine
{
    /// <summary>Bad usage, or a file that cannot be read or written.</summary>
    public const int UsageError = 2;

    public static async Task<int> RunAsync(string[] args, ICellCompiler compiler)
    {
        var root = new RootCommand("Runs C# notebooks whose cells say #!distribute n, on isolated ranks.") { RunCommand(compiler) };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"distribute: {error.Message}").ConfigureAwait(false);
            await Console.Error.WriteLineAsync("Try 'distribute run notebook.ipynb', or 'distribute --help'.").ConfigureAwait(false);
            return UsageError;
        }

        return await parsed.InvokeAsync().ConfigureAwait(false);
    }

    private static Command RunCommand(ICellCompiler compiler)
    {
        var file = new Argument<string>("file") { Description = "The notebook: .ipynb or .dib." };
        var output = new Option<string?>("--output", "-o") { Description = "Writes the executed notebook (.ipynb, or .dib without outputs)." };
        var report = new Option<string?>("--report") { Description = "Writes the facts of the run: .json, or .xml as JUnit." };
        var keepGoing = new Option<bool>("--keep-going", "-k") { Description = "Runs the cells after a failed one, too." };
        var timeout = new Option<TimeSpan?>("--timeout")
        {
            Description = "Seconds that a cell's code may run on a rank when the cell itself sets none.",
            CustomParser = result => Seconds(result),
        };
        var mode = new Option<string?>("--mode") { Description = "Where new pools live when a cell does not say: thread or process." };
        mode.AcceptOnlyFromAmong("thread", "process");
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Says less: only what cells print and what failed." };
        var debug = new Option<bool>("--debug") { Description = "Tells what happened when." };
        var command = new Command("run", "Runs a notebook from top to bottom.") { file, output, report, keepGoing, timeout, mode, quiet, debug };
        command.SetAction((parsed, cancellationToken) => new NotebookCommand(compiler, Console.Out, Console.Error).RunAsync(
            new NotebookCommandOptions(
                parsed.GetRequiredValue(file), parsed.GetValue(output), parsed.GetValue(report), parsed.GetValue(keepGoing),
                parsed.GetValue(timeout), parsed.GetValue(mode), parsed.GetValue(quiet), parsed.GetValue(debug)),
            cancellationToken));
        return command;
    }

    private static TimeSpan? Seconds(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && seconds <= TimeSpan.FromDays(24).TotalSeconds)
            return TimeSpan.FromSeconds(seconds);
        result.AddError($"--timeout needs seconds, more than 0, for example --timeout 1.5; got '{text}'.");
        return null;
    }
}
