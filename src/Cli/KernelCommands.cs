using System.CommandLine;
using Distribute.Contracts.Compilation;
using Distribute.Jupyter.Installing;

namespace Distribute.Cli;

/// <summary>The words of <c>distribute kernel</c>.</summary>
internal static class KernelCommands
{
    /// <summary>The command with its subcommands.</summary>
    /// <param name="compiler">Compiles the cells.</param>
    /// <param name="terminal">Where to write.</param>
    public static Command All(ICellCompiler compiler, Terminal terminal) => new("kernel", "The Jupyter kernel: installs, removes and runs it.")
    {
        Install(terminal), Uninstall(terminal), Run(compiler, terminal),
    };

    private static Command Install(Terminal terminal)
    {
        var (places, name, mode, plain) = (new PlaceOptions(), Name(), Mode(), Plain());
        var command = new Command("install", "Tells Jupyter about the kernel.") { places.User, places.SysPrefix, places.Prefix, name, mode, plain };
        places.AddTo(command);
        command.SetAction((parsed, _) => new KernelInstaller(terminal).InstallAsync(places.Read(parsed), parsed.GetRequiredValue(name), parsed.GetValue(mode), parsed.GetValue(plain)));
        return command;
    }

    private static Command Uninstall(Terminal terminal)
    {
        var (places, name) = (new PlaceOptions(), Name());
        var command = new Command("uninstall", "Removes what install wrote.") { places.User, places.SysPrefix, places.Prefix, name };
        places.AddTo(command);
        command.SetAction((parsed, _) => new KernelInstaller(terminal).UninstallAsync(places.Read(parsed), parsed.GetRequiredValue(name)));
        return command;
    }

    private static Command Run(ICellCompiler compiler, Terminal terminal)
    {
        var file = new Option<string>("--connection-file", "-f") { Description = "What Jupyter wrote for the kernel: ports and key.", Required = true };
        var (mode, plain) = (Mode(), Plain());
        var limit = new Option<int>("--output-limit")
        {
            Description = "MiB of output that an ordinary cell may print; of distributed cells 1 MiB a rank is kept.", DefaultValueFactory = _ => 32,
        };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024) result.AddError("--output-limit needs MiB, 1 to 1024, for example --output-limit 32.");
        });
        var grace = new Option<double>("--stop-grace")
        {
            Description = "Seconds that a stopped cell may take to end before its thread is given up.", DefaultValueFactory = _ => 0.2,
        };
        grace.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 3600)) result.AddError("--stop-grace needs seconds, 0 to 3600, for example --stop-grace 0.2.");
        });
        var command = new Command("run", "Runs the kernel; Jupyter calls this.") { file, mode, plain, limit, grace };
        command.SetAction((parsed, cancellationToken) => new KernelCommand(compiler, terminal).RunAsync(
            new KernelCommandOptions(parsed.GetRequiredValue(file), parsed.GetValue(mode), parsed.GetValue(limit), TimeSpan.FromSeconds(parsed.GetValue(grace)), parsed.GetValue(plain)),
            cancellationToken));
        return command;
    }

    private static Option<string> Name()
    {
        var name = new Option<string>("--name") { Description = "The kernel's name.", DefaultValueFactory = _ => KernelSpec.DefaultName };
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { } given || !KernelSpec.IsName(given))
                result.AddError("--name needs letters, digits, dots, dashes and underscores, for example --name csharp-lab.");
        });
        return name;
    }

    private static Option<bool> Plain() => new("--plain") { Description = "Show plain lines and not lanes: for clients without HTML, such as jupyter console." };

    private static Option<string?> Mode()
    {
        var mode = new Option<string?>("--mode") { Description = "Where new pools live when a cell does not say: thread or process." };
        mode.AcceptOnlyFromAmong("thread", "process");
        return mode;
    }

    /// <summary>The options that say where Jupyter looks for kernels; at most one of them.</summary>
    private sealed class PlaceOptions
    {
        public Option<bool> User { get; } = new("--user") { Description = "For this user; so it is without any of these options." };

        public Option<bool> SysPrefix { get; } = new("--sys-prefix") { Description = "In the Python environment that is active." };

        public Option<string?> Prefix { get; } = new("--prefix") { Description = "Below this folder, in share/jupyter/kernels." };

        public void AddTo(Command command) => command.Validators.Add(result =>
        {
            var given = new[] { result.GetValue(User), result.GetValue(SysPrefix), result.GetValue(Prefix) is not null }.Count(one => one);
            if (given > 1) result.AddError("--user, --sys-prefix and --prefix exclude each other; write one of them, for example --user.");
            if (result.GetValue(SysPrefix) && KernelPlace.ActiveEnvironment() is null)
                result.AddError("--sys-prefix: no Python environment is active. Activate one, or name it: --prefix /path/to/environment.");
        });

        public KernelPlace Read(ParseResult parsed) =>
            parsed.GetValue(Prefix) is { } prefix ? KernelPlace.Prefix(prefix)
            : parsed.GetValue(SysPrefix) ? KernelPlace.ActiveEnvironment()!
            : KernelPlace.User();
    }
}
