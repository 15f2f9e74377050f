using System.CommandLine;
using System.Globalization;
using Distribute.Contracts.Compilation;

namespace Distribute.Cli;

/// <summary>The commands of the <c>distribute</c> tool.</summary>
internal static class CommandLine
{
    /// <summary>Bad usage, or a file that cannot be read or written.</summary>
    public const int UsageError = 2;

    /// <summary>Reads the command line and does what it asks.</summary>
    /// <param name="args">The words after the tool's name.</param>
    /// <param name="compiler">Compiles the cells.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancellationToken">Interrupts the command, as Ctrl+C does.</param>
    /// <returns>The exit code: 0 all ran, 1 a cell failed on some rank, 2 bad usage or unreadable file, 130 interrupted.</returns>
    public static async Task<int> RunAsync(string[] args, ICellCompiler compiler, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var root = new RootCommand("Runs C# notebooks whose cells say #!distribute n, on isolated ranks.") { RunCommand(compiler, terminal), KernelCommands.All(compiler, terminal) };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors) await terminal.Error.WriteLineAsync($"distribute: {problem.Message}").ConfigureAwait(false);
            await terminal.Error.WriteLineAsync("Try 'distribute run notebook.ipynb', or 'distribute --help'.").ConfigureAwait(false);
            return UsageError;
        }

        // The command handles Ctrl+C itself: the notebook that ran so far is to be written, however long that takes.
        var configuration = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
    }

    private static Command RunCommand(ICellCompiler compiler, Terminal terminal)
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
        command.SetAction((parsed, cancellationToken) => new NotebookCommand(compiler, terminal).RunAsync(
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
