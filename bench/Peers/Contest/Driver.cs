using Distribute.Bench.Measuring;

namespace Distribute.Bench.Peers.Contest;

/// <summary>Has the rows of a group done, in turns: each round asks every contestant once, in another order than the round before.</summary>
internal sealed class Driver(PeerOptions options, Results results)
{
    /// <summary>Measures a group.</summary>
    public async Task RunAsync(Group group)
    {
        var rows = group.Rows.Where(options.Wants).ToList();
        var talking = new Dictionary<string, Conversation>();
        try
        {
            foreach (var row in rows)
            {
                results.Rows.Add(row);
                await RunAsync(row, talking).ConfigureAwait(false);
                await Console.Error.WriteLineAsync($"  {row.Key}: {string.Join(", ", row.Who.Select(who => $"{who} {Told(row, who)}"))}").ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var conversation in talking.Values) await conversation.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task RunAsync(Row row, Dictionary<string, Conversation> talking)
    {
        var values = new Dictionary<string, double>();
        var rounds = row.Who.Max(who => row.RoundsOf(who, options.Rounds));
        for (var round = -row.Warm; round < rounds; round++)
            for (var turn = 0; turn < row.Who.Length; turn++)
            {
                var who = row.Who[(turn + round + row.Warm) % row.Who.Length];
                var score = results.Of(row.Key, who);
                if (score.Instead is not null || !row.HasTurn(who, round, options.Rounds)) continue;
                var answer = await TurnAsync(row, who, talking).ConfigureAwait(false);
                score.Instead = answer.No ?? answer.Error;
                if (answer.Seconds is { } seconds && round >= 0) score.Add(seconds);
                if (answer.Value is { } value) values[who] = value;
                if (answer.Value is { } measured && row.Quantity != Quantity.Time && round >= 0) score.Add([measured]);
            }

        // Who computes the same must find the same; a time for something else says nothing.
        if (row.Quantity != Quantity.Time || values.Values.Distinct().Count() <= 1) return;
        foreach (var (who, value) in values) results.Of(row.Key, who).Instead = $"**computed something else: {value}**";
    }

    private async Task<Answer> TurnAsync(Row row, string who, Dictionary<string, Conversation> talking)
    {
        if (row.IsFresh)
        {
            await using var fresh = await Conversation.OpenAsync(Contestant.Named(who), options).ConfigureAwait(false);
            return await fresh.AskAsync(row.Ask).ConfigureAwait(false);
        }

        if (!talking.TryGetValue(who, out var conversation))
        {
            talking[who] = conversation = await Conversation.OpenAsync(Contestant.Named(who), options).ConfigureAwait(false);
            if (conversation.Versions is { } versions) results.Versions[Contestant.Named(who).Title] = versions;
        }

        await Quiet.WaitAsync().ConfigureAwait(false);
        var answer = await conversation.AskAsync(row.Ask).ConfigureAwait(false);
        return row.Quantity == Quantity.Memory && answer.Error is null && answer.No is null ? new Answer { Value = conversation.Memory() } : answer;
    }

    private string Told(Row row, string who) => results.Find(row.Key, who) is { } all ? Report.Form.Of(row.Quantity, all.Median) : results.Of(row.Key, who).Instead ?? "-";
}
