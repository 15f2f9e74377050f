using System.Globalization;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Grammar;

/// <summary>Writes options as a magic line's text: reading the text gives equal options. Thread safe.</summary>
public static class OptionsText
{
    /// <summary>Writes the options behind <c>#!distribute</c>, the defaults left out.</summary>
    public static string Format(DistributeOptions options)
    {
        var words = new List<string>();
        if (options.Count is { } count) words.Add(count.ToString(CultureInfo.InvariantCulture));
        if (options.Pool != MagicCommands.DefaultPool) words.Add($"{MagicCommands.Pool.Name} {options.Pool}");
        if (options.Mode is { } mode) words.Add($"{MagicCommands.Mode.Name} {mode}");
        if (options.Ranks is { } ranks) words.Add($"{MagicCommands.Ranks.Name} {RankList.Format(ranks)}");
        if (options.Sync is { } sync) words.Add(Sync(sync));
        if (options.Share is { Count: 0 }) words.Add(MagicCommands.NoShare.Name);
        else if (options.Share is { } share) words.Add($"{MagicCommands.Share.Name} {Names(share)}");
        if (options.Gather.Count > 0) words.Add($"{MagicCommands.Gather.Name} {Names(options.Gather)}");
        if (options.Scatter.Count > 0) words.Add($"{MagicCommands.Scatter.Name} {Names(options.Scatter)}");
        if (options.Timeout is { } timeout)
            words.Add($"{MagicCommands.Timeout.Name} {((decimal)timeout.Ticks / TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture)}");
        if (options.StopOnError) words.Add($"{MagicCommands.OnError.Name} stop");
        if (options.MemoryBytes is { } bytes) words.Add($"{MagicCommands.Memory.Name} {OptionValues.MemoryText(bytes)}");
        if (options.Cpus is { } cpus) words.Add($"{MagicCommands.Cpus.Name} {cpus}");
        if (options.Checkpoint) words.Add(MagicCommands.Checkpoint.Name);
        if (options.Quiet) words.Add(MagicCommands.Quiet.Name);
        if (options.Debug) words.Add(MagicCommands.Debug.Name);
        return string.Join(' ', words);
    }

    private static string Sync(SyncSelection sync) =>
        sync.All ? $"{MagicCommands.Sync.Name}=*" : sync.Names is { } names ? $"{MagicCommands.Sync.Name}={Names(names)}" : MagicCommands.Sync.Name;

    private static string Names(IEnumerable<string> names) =>
        string.Join(',', names.Select(name => Identifiers.IsKeyword(name) ? "@" + name : name));
}
