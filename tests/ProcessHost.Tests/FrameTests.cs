using Distribute.ProcessHost.Ending;
using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Tests;

/// <summary>Bytes of a peer that nobody trusts.</summary>
public sealed class FrameTests
{
    [Fact]
    public void Frames_come_whole_however_the_bytes_are_cut()
    {
        var frame = new FrameBuffer(FrameKind.Output, 7);
        new byte[300].CopyTo(frame.GetSpan(300));
        frame.Advance(300);
        var bytes = frame.Seal().ToArray();
        for (var cut = 1; cut < 40; cut++)
        {
            var input = new FrameInput { MaxFrameBytes = 1000 };
            var got = 0;
            foreach (var piece in Enumerable.Repeat(bytes, 3).SelectMany(b => b).Chunk(cut))
            {
                piece.CopyTo(input.Space());
                input.Added(piece.Length);
                while (input.TryTake(out var taken))
                {
                    Assert.Equal((FrameKind.Output, 7, 300), (taken.Kind, taken.Id, taken.Payload.Length));
                    got++;
                }
            }

            Assert.Equal(3, got);
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(4u)]
    [InlineData(257u)]
    [InlineData(uint.MaxValue)]
    public void A_length_that_no_frame_has_is_refused(uint length)
    {
        var input = new FrameInput();
        BitConverter.GetBytes(length).CopyTo(input.Space());
        input.Added(4);
        Assert.Throws<FrameException>(() => input.TryTake(out _));
    }

    [Fact]
    public void What_no_breakdown_followed_is_given_back()
    {
        var crash = new CrashText();
        Assert.Equal("before\n", crash.Take("before\nStack overflow.\nafter\n"));
        Assert.Equal("Stack overflow.\nafter\n", crash.Release());
        Assert.Null(crash.Kind);
        Assert.Equal("more\n", crash.Take("more\nFatal error.\nhere"));
        Assert.Equal("AccessViolation", crash.Kind?.ToString());
    }

    [Theory]
    [InlineData("plain\nStack overflow.\n   at A()\n", "plain\n", "StackOverflow")]
    [InlineData("Stack over\nthe moon", "Stack over\nthe moon", null)]
    [InlineData("say Out of memory.\n", "say Out of memory.\n", null)]
    [InlineData("Process terminated.\nwords\n   at B()", "", "FailFast")]
    public void A_breakdown_is_told_from_output(string text, string shown, string? kind)
    {
        foreach (var cut in new[] { 1, 3, 1000 })
        {
            var crash = new CrashText();
            var seen = string.Concat(text.Chunk(cut).Select(piece => crash.Take(new string(piece)))) + crash.Rest();
            Assert.Equal((shown, kind), (seen, crash.Kind?.ToString()));
        }
    }
}
