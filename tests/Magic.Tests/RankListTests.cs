using Distribute.Magic;

namespace Distribute.Magic.Tests;

public sealed class RankListTests
{
    [Theory]
    [InlineData(new int[0], "")]
    [InlineData(new[] { 0 }, "0")]
    [InlineData(new[] { 0, 1 }, "0,1")]
    [InlineData(new[] { 5, 3, 2, 1, 0, 3 }, "0-3,5")]
    [InlineData(new[] { 0, 2, 3, 4, 8, 9 }, "0,2-4,8,9")]
    public void Format_writes_runs_as_ranges(int[] ranks, string expected) => Assert.Equal(expected, RankList.Format(ranks));

    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0,2-5", new[] { 0, 2, 3, 4, 5 })]
    [InlineData("5,0, 2 - 3 ,3-3", new[] { 0, 2, 3, 5 })]
    public void Parse_gives_each_rank_once_ascending(string text, int[] expected)
    {
        Assert.True(RankList.TryParse(text, 6, out var ranks, out var problem), problem);
        Assert.Equal(expected, ranks);
    }

    [Theory]
    [InlineData("", "missing")]
    [InlineData("1,,2", "missing")]
    [InlineData("x", "neither a rank nor a range")]
    [InlineData("1-", "neither a rank nor a range")]
    [InlineData("-1", "negative")]
    [InlineData("5-2", "backwards")]
    [InlineData("0-99999999999999999999", "out of range")]
    [InlineData("6", "out of range")]
    [InlineData("٣", "neither a rank nor a range")]
    public void Parse_says_what_is_wrong(string text, string expected)
    {
        Assert.False(RankList.TryParse(text, 6, out var ranks, out var problem));
        Assert.Empty(ranks);
        Assert.Contains(expected, problem);
    }
}
