/// <summary>A query over records: filter, group, sum, order.</summary>
internal static class Records
{
    private sealed record Reading(long Id, long Group, double Value);

    public static long Part(int rank, int ranks, long size)
    {
        var (first, last) = (size * rank / ranks, size * (rank + 1) / ranks);
        var readings = new List<Reading>();
        for (var i = first; i < last; i++) readings.Add(new Reading(i, i * 7919 % 1000, i * 31 % 1009 / 8.0));
        var groups = readings.Where(reading => reading.Value > 20)
            .GroupBy(reading => reading.Group)
            .Select(group => (Group: group.Key, Sum: group.Sum(reading => reading.Value), Count: group.Count()))
            .OrderByDescending(group => group.Sum).ThenBy(group => group.Group)
            .ToList();
        return groups.Sum(group => (long)group.Count);
    }
}
