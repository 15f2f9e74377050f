// Each test starts processes of its own; a test that waits for another's would only measure the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
