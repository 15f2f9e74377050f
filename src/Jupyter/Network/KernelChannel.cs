namespace Distribute.Jupyter.Network;

/// <summary>The ways between a front end and its kernel, the heartbeat aside.</summary>
internal enum KernelChannel
{
    /// <summary>Requests, answered one after another.</summary>
    Shell,

    /// <summary>Interrupts and shutdown, answered whatever runs.</summary>
    Control,

    /// <summary>Questions to the person.</summary>
    Stdin,

    /// <summary>What the kernel tells everyone.</summary>
    Iopub,
}
