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
