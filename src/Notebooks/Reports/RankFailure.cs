using Distribute.Contracts.Outcomes;

namespace Distribute.Notebooks.Reports;

/// <summary>Why a rank is not ok, in one shape for all reports.</summary>
internal static class RankFailure
{
    /// <summary>The error of an outcome; null for completed and notRun. A stop or a death has its outcome's name as its type.</summary>
    public static RankError? Of(RankOutcome outcome) => outcome switch
    {
        RankOutcome.Failed failed => failed.Error,
        RankOutcome.TimedOut stopped => Plain("TimedOut", stopped.Message),
        RankOutcome.Interrupted stopped => Plain("Interrupted", stopped.Message),
        RankOutcome.Died died => Plain("Died", died.Reason),
        _ => null,
    };

    private static RankError Plain(string type, string message) => new(type, message, null, "", [], []);
}
