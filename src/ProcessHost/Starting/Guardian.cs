using System.Globalization;
using System.Text;
using Distribute.ProcessHost.Wire;

namespace Distribute.ProcessHost.Starting;

/// <summary>
/// A shell that waits for this process to end, in whatever way, and then ends what its ranks had started. The ranks
/// themselves are ended by the system; what they have started is not. Lives while there are ranks. Thread safe.
/// </summary>
internal static class Guardian
{
    private const string Shell = "/bin/sh";

    // A line for each group that comes or goes; then the end of the input, which is the end of this process. What left its
    // group still has the variable that its rank was started with.
    private const string Script = """
        trap '' HUP INT TERM QUIT
        groups=' '
        while read -r what group; do
          case $what in
            +) groups="$groups-$group " ;;
            *) groups="${groups%%" -$group "*} ${groups#*" -$group "}" ;;
          esac
        done
        for group in $groups; do kill -s KILL -- "$group"; done 2>/dev/null
        if [ "$groups" != ' ' ] && [ "$groups" != '  ' ]; then
          for file in $(grep -la "DISTRIBUTE_RANK_TOKEN=$1" /proc/[0-9]*/environ 2>/dev/null); do
            process=${file#/proc/}; process=${process%/environ}
            [ "$process" = "$$" ] || kill -s KILL "$process" 2>/dev/null
          done
        fi
        """;

    private static readonly Lock Gate = new();
    private static int _groups;
    private static int _input = -1;
    private static int _process;

    /// <summary>Begins all tokens of this process.</summary>
    public static string TokenPrefix { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Begins to guard a process group.</summary>
    public static void Add(int group)
    {
        lock (Gate)
        {
            if (_groups++ == 0) Start();
            Tell($"+ {group}\n");
        }
    }

    /// <summary>Ends to guard it.</summary>
    public static void Remove(int group)
    {
        lock (Gate)
        {
            Tell($"- {group}\n");
            if (--_groups > 0 || _input < 0) return;
            _ = Libc.Close(_input);
            _input = -1;
            // It ends at once, since nothing is left to guard.
            _ = Native.Wait(_process, out _, 0);
        }
    }

    private static void Start()
    {
        if (!File.Exists(Shell)) return;
        var (theirs, ours) = Native.Pipe();
        try
        {
            using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
            var output = (int)nowhere.DangerousGetHandle();
            var variables = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" };
            _process = Spawner.StartAsync(new SpawnRequest(Shell, ["-c", Script, "distribute-guardian", TokenPrefix], variables, [theirs, output, output], null)).GetAwaiter().GetResult();
            _input = ours;
        }
        catch (IOException)
        {
            // Without it ranks still end with this process; only what they have started would not.
            _ = Libc.Close(ours);
        }
        finally
        {
            _ = Libc.Close(theirs);
        }
    }

    private static void Tell(FormattableString line)
    {
        if (_input >= 0) _ = Libc.Write(_input, Encoding.ASCII.GetBytes(line.ToString(CultureInfo.InvariantCulture)));
    }
}
