namespace Distribute.Sandbox.Output;

/// <summary>
/// Keeps force (an interrupt) away from a rank's thread while it runs the front end's code, which must not be
/// torn apart half-way. Does nothing on other threads, which no force reaches.
/// </summary>
internal interface IStopShield
{
    /// <summary>Keeps force away until <see cref="Leave"/>. Not nested.</summary>
    /// <returns>False when force is already under way: do not begin.</returns>
    bool TryEnter();

    /// <summary>Ends what a successful <see cref="TryEnter"/> began.</summary>
    void Leave();

    /// <summary>For runs that nothing forces.</summary>
    static IStopShield None { get; } = new NoShield();

    private sealed class NoShield : IStopShield
    {
        public bool TryEnter() => true;

        public void Leave()
        {
        }
    }
}
