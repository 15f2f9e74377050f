using Distribute.Contracts.Isolates;
using Distribute.ProcessHost;

namespace Distribute.Isolates.Contract.Tests;

/// <summary>The contract on processes. What only processes can do is in the tests of the process host.</summary>
public sealed class ProcessIsolateContractTests : IsolateContract
{
    protected override IIsolateFactory Factory { get; } = new ProcessIsolateFactory(new ProcessHostOptions { KeepSpare = false });
}
