using Distribute.Cli;
using Distribute.Compiler;

// The compiler's first cell costs most of a short run, so it is warmed up while the command line and the notebook are read.
var compiler = new CSharpCellCompiler();
if (args.Contains("run")) _ = Task.Run(compiler.WarmUp);
var exitCode = await CommandLine.RunAsync(args, compiler, new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected));
// A kernel ends when it is told to, whatever threads its cells have left behind.
if (args is ["kernel", ..]) Environment.Exit(exitCode);
return exitCode;
