using System.Globalization;
using Distribute.Contracts.Outcomes;
using Distribute.ProcessHost.Ending;

namespace Distribute.ProcessHost.Talking;

/// <summary>The outcome of a run whose process died.</summary>
internal static class AfterDeath
{
    public static RankOutcome Of(Death death, ChildRun run, int rank)
    {
        if (death.Kind == DeathKind.NotStopped || (death.Kind == DeathKind.Ended && run.IsStopping))
        {
            var seconds = run.Request.StopGrace.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);
            return new RankOutcome.Interrupted(true,
                $"The code of rank {rank} could not be stopped within {seconds} s, so its process was ended.") { Elapsed = run.Elapsed };
        }

        return new RankOutcome.Died($"Its process {death.Reason}.") { Elapsed = run.Elapsed };
    }
}
