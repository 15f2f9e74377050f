using Distribute.Contracts.Isolates;
using Distribute.Sandbox.Threads;

namespace Distribute.Isolates.Contract.Tests;

public sealed class ThreadIsolateContractTests : IsolateContract
{
    protected override IIsolateFactory Factory { get; } = new ThreadIsolateFactory();
}
