namespace Distribute.ProcessHost.Worker;

/// <summary>All that goes to and fro between this process and its parent. Lives as long as the process; its parts are thread safe as they say.</summary>
internal sealed class Connection
{
    /// <param name="channel">The way there, after the handshake.</param>
    /// <param name="parent">The parent's process.</param>
    public Connection(Channel channel, int parent)
    {
        (Channel, Parent) = (channel, parent);
        Questions = new Questions(channel, Leadership);
        Replies = new Replies(channel);
    }

    /// <summary>The way there.</summary>
    public Channel Channel { get; }

    /// <summary>The parent's process.</summary>
    public int Parent { get; }

    /// <summary>Which thread hears it.</summary>
    public Leadership Leadership { get; } = new();

    /// <summary>What this process asks.</summary>
    public Questions Questions { get; }

    /// <summary>What it answers.</summary>
    public Replies Replies { get; }
}
