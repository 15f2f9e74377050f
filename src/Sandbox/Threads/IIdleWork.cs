namespace Distribute.Sandbox.Threads;

/// <summary>What a rank's thread does while nothing is posted to it.</summary>
internal interface IIdleWork
{
    /// <summary>Whether there is work now. Asked while nothing is posted, and while nobody can post.</summary>
    bool TryBegin();

    /// <summary>Does it until something is posted or there is no more. Throws nothing but what an interrupt of the thread throws.</summary>
    void Work();
}
