using System.Runtime.CompilerServices;

// The fuzz test forges snapshots whose checksum is right, to reach what lies behind it.
[assembly: InternalsVisibleTo("Sandbox.Tests")]

// The laws are tested on ranks without a session too, where ten thousand cases take a minute.
[assembly: InternalsVisibleTo("Sandbox.Properties")]
