using System.Runtime.CompilerServices;

// The rank runtime is the same in every isolate, and no part of the engine's public surface.
[assembly: InternalsVisibleTo("Distribute.ProcessHost.Worker")]
