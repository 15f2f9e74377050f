using System.Globalization;
using Distribute.Contracts.Runtime;
using Distribute.Sandbox.Output;
using Microsoft.DotNet.Interactive.Formatting;

namespace Distribute.Sandbox.Tests.Output;

public sealed class ValueFormatterTests
{
    public static TheoryData<object?> Simple => [null, 1, -5L, 1.5, 2.5f, true, 'c', "text <b>", DayOfWeek.Friday, Guid.Empty, TimeSpan.FromSeconds(90.5)];

    [Theory]
    [MemberData(nameof(Simple))]
    public void Simple_values_have_the_text_that_the_library_gives(object? value)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.True(PlainText.TryGet(value, out var text));
            Assert.Equal(value.ToDisplayString("text/plain"), text);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_delegate_is_its_type()
    {
        Func<int, string> f = i => i.ToString(CultureInfo.InvariantCulture);

        var bundle = ValueFormatter.Format(f, null);

        Assert.Equal(("Func<int, string>", 1), (bundle.PlainText, bundle.Data.Count));
    }

    [Fact]
    public void A_record_that_leads_back_to_itself_is_told_as_far_as_it_is_new()
    {
        var (a, b) = (new Link("a"), new Link("b"));
        (a.Next, b.Next) = (b, a);
        Assert.Equal("Link { Name = a, Next = Link { Name = b, Next = Link { ... }, Many = List<Link> }, Many = List<Link> }", ValueFormatter.Format(a, null).PlainText);
        Assert.StartsWith("[ Link { Name = b,", ValueFormatter.Format(new[] { b, a }, null).PlainText, StringComparison.Ordinal);
        Assert.StartsWith("Link { Name = c, Next = <null>, Many =", ValueFormatter.Format(new Link("c") { Many = { a } }, null).PlainText, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_records_is_told_by_its_beginning()
    {
        var chain = new Link("end");
        for (var i = 0; i < 20_000; i++) chain = new Link("one") { Next = chain };
        Assert.EndsWith("{ ... }, Many = List<Link> }, Many = List<Link> }, Many = List<Link> }, Many = List<Link> }", ValueFormatter.Format(chain, null).PlainText, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_that_share_one_another_have_the_librarys_text()
    {
        var shared = new Link("s");
        var both = new Link("a") { Next = shared, Many = { shared, shared } };
        Assert.Equal(both.ToDisplayString("text/plain"), ValueFormatter.Format(both, null).PlainText);
        Assert.Contains("<table", ValueFormatter.Format(new[] { both, shared }, null).Data["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_have_html_and_text()
    {
        var bundle = ValueFormatter.Format(new { Name = "x", Size = 3 }, null);
        Assert.Contains("<table", bundle.Data["text/html"], StringComparison.Ordinal);
        Assert.Contains("Size", bundle.PlainText, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wanted_mime_type_comes_with_text()
    {
        var bundle = ValueFormatter.Format(new[] { 1, 2 }, "application/json");
        Assert.Equal("[1,2]", bundle.Data["application/json"]);
        Assert.Equal("[ 1, 2 ]", bundle.PlainText);
    }

    [Fact]
    public void A_matrix_has_rows_and_columns()
    {
        var bundle = ValueFormatter.Format(new[,] { { 1, 10.5 }, { -2.25, 0 } }, null);
        Assert.Equal("double[2, 2]\n      1  10.5\n  -2.25     0", bundle.PlainText);
        Assert.Contains("<tr><td>-2.25</td><td>0</td></tr>", bundle.Data["text/html"], StringComparison.Ordinal);
        Assert.Equal("string[0, 3]", ValueFormatter.Format(new string[0, 3], null).PlainText);
        Assert.Contains("<td>&lt;b&gt;</td>", ValueFormatter.Format(new[,] { { "<b>" } }, null).Data["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void More_dimensions_come_plane_by_plane()
    {
        var cube = new int[2, 1, 2];
        cube[1, 0, 1] = 7;
        Assert.Equal("int[2, 1, 2]\n[0, ...]\n  0  0\n[1, ...]\n  0  7", ValueFormatter.Format(cube, "text/plain").PlainText);
    }

    [Fact]
    public void A_large_matrix_is_shown_in_part()
    {
        var lines = ValueFormatter.Format(new int[1000, 1000], null).PlainText.Split('\n');
        Assert.Equal(22, lines.Length);
        Assert.EndsWith("...", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("...", lines[^1], StringComparison.Ordinal);
        Assert.True(ValueFormatter.Format(new int[100, 100, 100], null).PlainText.Length < 50_000);
    }

    [Fact]
    public void An_exception_is_its_text() =>
        Assert.StartsWith("System.IO.IOException: disk", Assert.Single(ValueFormatter.Format(new IOException("disk"), null).Data).Value, StringComparison.Ordinal);

    [Fact]
    public void Image_bytes_are_base64()
    {
        var bundle = ValueFormatter.Format(new byte[] { 1, 2, 3 }, "image/png");
        Assert.Equal("AQID", bundle.Data["image/png"]);
        Assert.NotEmpty(bundle.PlainText);
    }

    [Fact]
    public void Mime_text_is_passed_as_it_stands() =>
        Assert.Equal("<svg/>", ValueFormatter.Format(new MimeText("image/svg+xml", "<svg/>"), null).Data["image/svg+xml"]);

    [Fact]
    public void Registered_formatters_count()
    {
        Formatter.Register<Registered>(value => $"<mine>{value.Id}</mine>", "text/html");
        Assert.Equal("<mine>4</mine>", ValueFormatter.Format(new Registered(4), null).Data["text/html"]);
    }

    [Fact]
    public void A_text_that_throws_becomes_part_of_the_bundle() =>
        Assert.Contains("mute", ValueFormatter.Format(new Mute(), "text/plain").PlainText, StringComparison.Ordinal);

    private sealed record Registered(int Id);

    private sealed class Mute
    {
        public override string ToString() => throw new InvalidOperationException("mute");
    }
}

/// <summary>A record that can lead to others of its kind, and back to itself.</summary>
public sealed record Link(string Name)
{
    public Link? Next { get; set; }

    public List<Link> Many { get; } = [];
}
