namespace Distribute.ProcessHost.Wire;

/// <summary>What a frame says. The numbers are the wire's: both ends come from one build, and the handshake compares versions.</summary>
internal enum FrameKind : byte
{
    /// <summary>Parent: the first frame, with its half of the secret.</summary>
    Hello = 1,

    /// <summary>Parent: which rank the process is from now on.</summary>
    Assign,

    /// <summary>Parent: package assemblies.</summary>
    References,

    /// <summary>Parent: images.</summary>
    Load,

    /// <summary>Parent: run an image.</summary>
    Run,

    /// <summary>Parent: stop the run that goes on. Has no reply.</summary>
    Stop,

    /// <summary>Parent: a line that the person wrote, how often a cell ran, or its lines. The reply to the frame of its number.</summary>
    Answer,

    /// <summary>Parent: copy variables out.</summary>
    Snapshot,

    /// <summary>Parent: split a variable.</summary>
    Scatter,

    /// <summary>Parent: copy variables in, all or none.</summary>
    Merge,

    /// <summary>Parent: copy in what fits of a checkpoint.</summary>
    Restore,

    /// <summary>Parent: fill an array from parts.</summary>
    Gather,

    /// <summary>Parent: list variables.</summary>
    List,

    /// <summary>Parent: forget images and variables.</summary>
    Retain,

    /// <summary>Parent: the shared memory behind the frame of this number has been read. Has no reply.</summary>
    Release,

    /// <summary>Child: the answer to the handshake, with its half of the secret.</summary>
    Welcome = 64,

    /// <summary>Child: what was asked is done.</summary>
    Done,

    /// <summary>Child: what was asked could not be done, and why.</summary>
    Fault,

    /// <summary>Child: the asked-for snapshots.</summary>
    Snapshots,

    /// <summary>Child: the asked-for list of variables.</summary>
    Variables,

    /// <summary>Child: the cell's code begins.</summary>
    Started,

    /// <summary>Child: a piece of output.</summary>
    Output,

    /// <summary>Child: a display.</summary>
    Displayed,

    /// <summary>Child: how many bytes of output were dropped.</summary>
    Dropped,

    /// <summary>Child: asks the person for a line.</summary>
    Ask,

    /// <summary>Child: asks how often the newest run of an image's cell was counted.</summary>
    AskCount,

    /// <summary>Child: asks for the lines of an image that came without.</summary>
    AskLines,

    /// <summary>Child: the variables that a run may have changed.</summary>
    Checkpoint,

    /// <summary>Child: how a run ended.</summary>
    Outcome,

    /// <summary>Child: it is about to end by itself, and how.</summary>
    Farewell,
}
