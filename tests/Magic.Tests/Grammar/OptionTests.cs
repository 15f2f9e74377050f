using System.Globalization;
using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Tests.Grammar;

public sealed class OptionTests
{
    [Fact]
    public void Without_options_all_defaults_hold()
    {
        var options = Options("4");
        Assert.Equal(4, options.Count);
        Assert.Equal("default", options.Pool);
        Assert.Null(options.Mode);
        Assert.Null(options.Ranks);
        Assert.Null(options.Sync);
        Assert.Null(options.Share);
        Assert.Null(options.Timeout);
        Assert.Empty(options.Gather);
        Assert.Empty(options.Scatter);
        Assert.False(options.StopOnError || options.Quiet || options.Debug);
    }

    [Fact]
    public void Every_option_is_read()
    {
        var options = Options("4 --sync=a,b --timeout 1.5 --mode process --pool big-one.2 --ranks 3,0-1 --share x,@class --gather g --scatter s,t --on-error stop --quiet --debug");
        Assert.Equal(["a", "b"], options.Sync!.Names!);
        Assert.Equal(TimeSpan.FromSeconds(1.5), options.Timeout);
        Assert.Equal("process", options.Mode);
        Assert.Equal("big-one.2", options.Pool);
        Assert.Equal([0, 1, 3], options.Ranks!);
        Assert.Equal(["x", "class"], options.Share!);
        Assert.Equal(["g"], options.Gather);
        Assert.Equal(["s", "t"], options.Scatter);
        Assert.True(options.StopOnError && options.Quiet && options.Debug);
    }

    [Theory]
    [InlineData("4 --sync", "4 --sync")]
    [InlineData("--sync 4", "4 --sync")]
    [InlineData("4 --sync=*", "4 --sync=*")]
    [InlineData("4 --sync=a, b", "4 --sync=a,b")]
    [InlineData("4 --sync=\"a, b\"", "4 --sync=a,b")]
    [InlineData("4 --gather a , b", "4 --gather a,b")]
    [InlineData("4 --gather=a", "4 --gather a")]
    [InlineData("4 --no-share", "4 --no-share")]
    [InlineData("4 --pool \"workers\"", "4 --pool workers")]
    [InlineData("4 --pool='workers'", "4 --pool workers")]
    [InlineData("4 --on-error continue", "4")]
    [InlineData("4 --mode thread", "4 --mode thread")]
    [InlineData("4 // four ranks", "4")]
    [InlineData("\t4\t--quiet ", "4 --quiet")]
    [InlineData("4 --share a,a", "4 --share a")]
    [InlineData("--pool p", "--pool p")]
    [InlineData("4 --timeout .5", "4 --timeout 0.5")]
    [InlineData("256", "256")]
    public void Forms_mean(string written, string normal) => Assert.Equal(normal, OptionsText.Format(Options(written)));

    [Theory]
    [InlineData("4 --timout 3", "DST002", 16, "--timeout 1.5")]
    [InlineData("4 --Sync", "DST002", 16, "--sync")]
    [InlineData("4 --on_error stop", "DST002", 16, "--on-error")]
    [InlineData("4 -q", "DST002", 16, "-q")]
    [InlineData("4 --timeout", "DST003", 16, "--timeout 1.5")]
    [InlineData("4 --timeout --quiet", "DST003", 16, "--timeout 1.5")]
    [InlineData("4 --pool=", "DST003", 23, "--pool workers")]
    [InlineData("4 --quiet=yes", "DST003", 23, "--quiet takes no value")]
    [InlineData("4 --timeout 0", "DST004", 26, "not more than 0")]
    [InlineData("4 --timeout -1", "DST004", 26, "not more than 0")]
    [InlineData("4 --timeout 1,5", "DST004", 26, "a point, not a comma")]
    [InlineData("4 --timeout 2s", "DST004", 26, "'2s' is not a number of seconds")]
    [InlineData("4 --timeout NaN", "DST004", 26, "not a number of seconds")]
    [InlineData("4 --timeout 99999999", "DST004", 26, "24 days")]
    [InlineData("4 --timeout 0.00000001", "DST004", 26, "not more than 0")]
    [InlineData("4 --mode fork", "DST004", 23, "--mode thread")]
    [InlineData("4 --mode proces", "DST004", 23, "did you mean process?")]
    [InlineData("4 --on-error halt", "DST004", 27, "--on-error stop")]
    [InlineData("4 --pool 1st", "DST004", 23, "--pool workers")]
    [InlineData("4 --pool \"my pool\"", "DST004", 23, "'my pool' is not a pool's name")]
    [InlineData("4 --ranks a", "DST004", 24, "--ranks 0,2-5")]
    [InlineData("4 --ranks 3-1", "DST004", 24, "backwards")]
    [InlineData("4 --ranks 0,4", "DST013", 24, "rank 4 is out of range")]
    [InlineData("1 --ranks 1", "DST013", 24, "--ranks 0")]
    [InlineData("--ranks 300", "DST013", 22, "0 to 255")]
    [InlineData("4 --share a-b", "DST004", 24, "'a-b' is not the name of a variable")]
    [InlineData("4 --share class", "DST004", 24, "@class")]
    [InlineData("4 --gather a,,b", "DST004", 25, "missing beside a comma")]
    [InlineData("4 --sync=a,*", "DST004", 23, "--sync=a,b")]
    [InlineData("4 --share a --no-share", "DST006", 26, "exclude each other")]
    [InlineData("4 --quiet --quiet", "DST005", 24, "--quiet is given twice")]
    [InlineData("4 4", "DST005", 16, "n is given twice")]
    [InlineData("0", "DST007", 14, "at least 1")]
    [InlineData("-3", "DST007", 14, "at least 1")]
    [InlineData("100000", "DST007", 14, "at most 256")]
    [InlineData("99999999999999999999", "DST007", 14, "at most 256")]
    [InlineData("four", "DST007", 14, "whole number")]
    [InlineData("4.5", "DST007", 14, "whole number")]
    [InlineData("--sync a,b", "DST007", 21, "--sync=a,b")]
    [InlineData("4 --sync a,b", "DST009", 23, "--sync=a,b")]
    [InlineData("4 Console.WriteLine(1);", "DST009", 16, "%distribute 4")]
    [InlineData("4 --pool \"x", "DST012", 23, "quote is not closed")]
    public void A_bad_option_is_one_clear_message(string written, string id, int column, string says)
    {
        var plan = CellParser.Parse($"#!distribute {written}\nx");
        Assert.Empty(plan.Parts);
        Assert.Equal("distribute", plan.Kind);
        Assert.Equal((id, 1, column), (plan.Diagnostic!.Id, plan.Diagnostic.Line, plan.Diagnostic.Column));
        Assert.Contains(says, plan.Diagnostic.Message);
        Assert.True(plan.Diagnostic.IsError);
    }

    [Fact]
    public void The_sessions_limit_bounds_n()
    {
        var plan = CellParser.Parse("#!distribute 9\nx", new PlanContext { MaxRanks = 8 });
        Assert.Contains("at most 8", plan.Diagnostic!.Message);
    }

    [Fact]
    public void A_new_pool_needs_n_and_a_living_one_does_not()
    {
        var context = new PlanContext { IsPool = name => name == "old" };
        Assert.Null(CellParser.Parse("#!distribute --pool old\nx", context).Diagnostic);
        var missing = CellParser.Parse("#!distribute --pool new\nx", context).Diagnostic!;
        Assert.Equal(DiagnosticIds.MissingCount, missing.Id);
        Assert.Contains("#!distribute 4 --pool new", missing.Message);
        Assert.Contains("#!distribute 4", CellParser.Parse("#!distribute\nx", context).Diagnostic!.Message);
    }

    [Fact]
    public void A_part_may_use_the_pool_of_a_part_before_it_unless_that_was_stopped()
    {
        var context = new PlanContext { IsPool = _ => false };
        Assert.Null(CellParser.Parse("#!distribute 2 --pool p\nx\n#!distribute --pool p\ny", context).Diagnostic);
        var stopped = CellParser.Parse("#!distribute 2 --pool p\nx\n#!ranks --pool p --stop\n#!distribute --pool p\ny", context);
        Assert.Equal((DiagnosticIds.MissingCount, 4), (stopped.Diagnostic!.Id, stopped.Diagnostic.Line));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("tr-TR")]
    public void The_culture_does_not_matter(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal("4 --ranks 0-2 --timeout 1.5", OptionsText.Format(Options("4 --timeout 1.5 --ranks 0-2")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static DistributeOptions Options(string written)
    {
        var plan = CellParser.Parse($"#!distribute {written}\nx");
        Assert.Null(plan.Diagnostic);
        return Assert.IsType<CellPart.Distribute>(Assert.Single(plan.Parts)).Options;
    }
}
