// A notebook takes the process's console; what a cell of another test prints meanwhile would only make failures hard to read.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
