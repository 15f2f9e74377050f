using FsCheck;
using FsCheck.Fluent;

namespace Distribute.Sandbox.Properties.State;

/// <summary>Everything about one case follows from its seed.</summary>
public sealed record StateCase(int Seed)
{
    /// <summary>The variables' ids; some of them are copied.</summary>
    internal const int MostVariables = 6;

    /// <summary>Draws what the case needs.</summary>
    internal Random Random() => new(Seed);

    /// <summary>How FsCheck makes cases.</summary>
    public static class Any
    {
        /// <summary>Any seed.</summary>
        public static Arbitrary<StateCase> Cases() => Gen.Choose(0, int.MaxValue - 1).Select(seed => new StateCase(seed)).ToArbitrary();
    }
}
