using Distribute.Magic.Rendering;

namespace Distribute.Magic.Tests.Rendering;

public sealed class LineBufferTests
{
    [Theory]
    [InlineData("a\nb\n", "a|b", null)]
    [InlineData("a\r\nb", "a", "b")]
    [InlineData("10%\r50%\r100%\nok\n", "100%|ok", null)]
    [InlineData("10%\r50%\r", "", "50%")]
    [InlineData("\n\n", "|", null)]
    public void Text_in_any_pieces_gives_the_same_lines(string text, string lines, string? rest)
    {
        for (var size = 1; size <= text.Length; size++)
        {
            var buffer = new LineBuffer();
            var found = text.Chunk(size).SelectMany(piece => buffer.Append(new string(piece))).ToList();
            Assert.Equal(lines, string.Join('|', found));
            Assert.Equal(rest, buffer.Flush());
            Assert.Null(buffer.Flush());
        }
    }

    [Fact]
    public void A_line_without_end_is_cut_and_not_kept()
    {
        var buffer = new LineBuffer();
        var piece = new string('x', LineBuffer.MaxLine / 4);
        var lines = Enumerable.Range(0, 9).SelectMany(_ => buffer.Append(piece)).ToList();
        Assert.Equal([LineBuffer.MaxLine, LineBuffer.MaxLine], lines.Select(line => line.Length));
        Assert.Equal(piece.Length, buffer.Flush()!.Length);
    }
}
