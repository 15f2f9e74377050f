// Prints the figures of bench/README.md, one command for each row of its table:
//     dotnet run -c Release --project bench/Engine -- all
using System.Globalization;
using Distribute.Bench;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
return BenchOptions.Parse(args, Console.Error) is { } options ? await Commands.RunAsync(options).ConfigureAwait(false) : 2;
