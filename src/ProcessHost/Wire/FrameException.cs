namespace Distribute.ProcessHost.Wire;

/// <summary>What came over the wire is not what the other end may say.</summary>
internal sealed class FrameException : Exception
{
    /// <summary>Creates it.</summary>
    public FrameException(string message, Exception? inner = null) : base(message, inner) { }
}
