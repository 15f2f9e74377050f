// Runs the same work on this project and on its peers in one run, in turns, and writes the table and the chart of docs/performance.md:
//     dotnet run -c Release --project bench/Peers -- all --page docs/performance.md
using System.Globalization;
using Distribute.Bench.Peers;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
return PeerOptions.Parse(args, Console.Error) is { } options ? await Commands.RunAsync(options).ConfigureAwait(false) : 2;
