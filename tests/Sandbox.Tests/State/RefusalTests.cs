using Distribute.Sandbox.State;
using static Distribute.Sandbox.Tests.State.Copying;

namespace Distribute.Sandbox.Tests.State;

public sealed class RefusalTests
{
    [Fact]
    public void The_path_leads_to_what_cannot_be_copied()
    {
        var model = new Model { Inner = { new Layer(), new Layer(), new Layer(), new Layer { Stream = new MemoryStream() } } };

        var refused = Refusal("model", model);

        Assert.Equal("model.Inner[3].Stream", refused.Path);
        Assert.Contains("stream", refused.Reason);
    }

    [Fact]
    public void The_other_variables_are_copied()
    {
        var shared = new Node { Value = 1 };
        var snapshot = Snapshot(
            SlotOf("before", 1, 1),
            SlotOf("bad", new object[] { shared, new Layer { Stream = Stream.Null }, new Node[2000] }, 2),
            SlotOf("after", new[] { shared, shared }, 3));

        var values = SnapshotDecoder.Decode(snapshot, Names);

        Assert.Equal("bad", Assert.Single(snapshot.Refused).Name);
        Assert.Equal(["before", "after"], values.Select(value => value.Variable.Name));
        Assert.Equal(1, ((Node[])values[1].Value!)[1].Value);
    }

    [Fact]
    public void A_native_handle_is_found_in_its_field()
    {
        var refused = Refusal("layer", new Layer { Handle = 5 });

        Assert.Equal("layer.Handle", refused.Path);
        Assert.Contains("native handle", refused.Reason);
        Assert.Equal(0, Copy(new Layer { Handle = 0 }).Handle);
    }

    // Functions, because the test runner disposes of a theory's data.
    public static TheoryData<string, Func<object>> Refused() => new()
    {
        { "stream", () => Stream.Null },
        { "reader", () => new StreamReader(Stream.Null) },
        { "thread", () => new Thread(() => { }) },
        { "task", () => new TaskCompletionSource<int>().Task },
        { "task source", () => new TaskCompletionSource() },
        { "cancellation", () => new CancellationTokenSource() },
        { "timer", () => new Timer(_ => { }) },
        { "semaphore", () => new SemaphoreSlim(1) },
        { "event", () => new ManualResetEvent(false) },
        { "weak reference", () => new WeakReference<object>(new object()) },
        { "thread local", () => new ThreadLocal<int>() },
        { "async local", () => new AsyncLocal<int>() },
        { "assembly", () => typeof(RefusalTests).Assembly },
        { "method", () => typeof(RefusalTests).GetMethods()[0] },
        { "client", () => new HttpClient() },
        { "process", System.Diagnostics.Process.GetCurrentProcess },
        { "socket", () => new System.Net.Sockets.TcpClient() },
        { "compiled expression", () => System.Linq.Expressions.Expression.Lambda<Func<int>>(System.Linq.Expressions.Expression.Constant(1)).Compile() },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_belongs_to_its_rank_is_refused(string kind, Func<object> make)
    {
        var refused = Refusal("x", new Dictionary<string, object> { [kind] = make() });

        Assert.StartsWith($"x[\"{kind}\"]", refused.Path);
        Assert.NotEmpty(refused.Reason);
    }

    [Fact]
    public void A_lambda_over_a_stream_is_refused_with_the_way_to_it()
    {
        Stream stream = new MemoryStream();
        Func<long> length = () => stream.Length;

        Assert.Equal("length.Target.stream", Refusal("length", length).Path);
    }
}
