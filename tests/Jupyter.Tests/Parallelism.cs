// Each test runs a kernel of its own; a test that waits for another's kernel would only measure the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
