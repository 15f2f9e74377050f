using System.Globalization;
using Distribute.Contracts.Runtime;
using Distribute.ProcessHost.Worker;

// The child process of one rank. Its parent started it with a channel to talk over and a secret on standard input; it ends
// when the channel does. Nothing here compiles: images come over the wire.
if (args.Length != 1 || !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var parent))
{
    Console.Error.WriteLine("This program is started by the process that it works for, and not by hand.");
    return 64;
}

RankExecution.IsRankProcess = true;
OwnProcess.EndWith(parent);
var channel = new Channel();
if (!Handshake.Do(channel, parent)) return 65;
new RankServer(new Connection(channel, parent)).Serve();
OwnProcess.EndAfter(parent);
return 0;
