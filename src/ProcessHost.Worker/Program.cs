using System.Buffers.Text;
using System.Text;
using Distribute.Contracts.Runtime;
using Distribute.ProcessHost.Worker;

// The child process of one rank. Its parent started it with a channel to talk over and a secret on standard input; it ends
// when the channel does. Nothing here compiles: images come over the wire.
// A parser without cultures: their tables cost each process two milliseconds, and most cells never ask for them.
if (args.Length != 1 || !Utf8Parser.TryParse(Encoding.ASCII.GetBytes(args[0]), out int parent, out var used) || used != args[0].Length)
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
