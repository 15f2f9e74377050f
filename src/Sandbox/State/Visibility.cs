using System.Runtime.CompilerServices;

// The fuzz test forges snapshots whose checksum is right, to reach what lies behind it.
[assembly: InternalsVisibleTo("Sandbox.Tests")]
