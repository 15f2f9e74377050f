// Each test starts ranks of its own; a test that waits for another's ranks would only measure the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
