// Measures the engine's parts one by one:
//     dotnet run -c Release --project bench/Micro -- --filter '*'
// --job short or --job dry for fewer iterations; all of BenchmarkDotNet's options are there.
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// In this process: a generated project would be built with this repository's settings, whose warnings are errors.
var job = (args.Contains("short") ? Job.ShortRun : args.Contains("dry") ? Job.Dry : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
var rest = args.Where(word => word is not ("--job" or "short" or "dry")).ToArray();
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest, DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default));
