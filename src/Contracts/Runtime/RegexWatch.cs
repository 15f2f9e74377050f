using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Distribute.Contracts.Runtime;

/// <summary>
/// Lets a stop reach a catastrophic match. Matching is framework code without stop checks of ours, but it looks at its own
/// deadline while it backtracks: a stop moves that deadline into the past.
/// </summary>
/// <remarks>
/// Thread safe. It reaches into private fields of the framework; where they are not as expected, nothing is watched and
/// such a match ends as any other code that cannot be stopped: its rank is declared lost.
/// </remarks>
public sealed class RegexWatch
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>Long enough to mean none. Compiled expressions look at their deadline only if they have one.</summary>
    private static readonly TimeSpan NoLimit = TimeSpan.FromDays(20);

    private static readonly MethodInfo? Create = typeof(Regex).GetMethod("CreateRunner", Private, []);
    private static readonly FieldInfo? Runner = typeof(Regex).GetField("_runner", Private);
    private static readonly FieldInfo? Checks = typeof(RegexRunner).GetField("_checkTimeout", Private);
    private static readonly FieldInfo? Deadline = typeof(RegexRunner).GetField("_timeoutOccursAt", Private);

    private readonly ConcurrentDictionary<(string Pattern, RegexOptions Options, TimeSpan Limit), Regex> _statics = new();
    private readonly List<WeakReference<RegexRunner>> _runners = [];

    private static bool IsKnown =>
        Create is not null && Runner is not null && Checks?.FieldType == typeof(bool) && Deadline?.FieldType == typeof(long);

    /// <summary>An expression that a stop can reach.</summary>
    /// <exception cref="ArgumentException">The pattern is not valid.</exception>
    public Regex New(string pattern, RegexOptions options, TimeSpan limit)
    {
        if (limit == Regex.InfiniteMatchTimeout && (options & RegexOptions.Compiled) != 0) limit = NoLimit;
        return Watch(new Regex(pattern, options, limit));
    }

    /// <summary>The expression behind a static call, kept as the framework keeps its own.</summary>
    /// <exception cref="ArgumentException">The pattern is not valid.</exception>
    public Regex Static(string pattern, RegexOptions options, TimeSpan limit)
    {
        if (_statics.TryGetValue((pattern, options, limit), out var known)) return known;
        if (_statics.Count >= Regex.CacheSize) _statics.Clear();
        return _statics.GetOrAdd((pattern, options, limit), key => New(key.Pattern, key.Options, key.Limit));
    }

    /// <summary>Makes every match that is under way end with a <see cref="RegexMatchTimeoutException"/>.</summary>
    public void Expire()
    {
        lock (_runners)
        {
            foreach (var weak in _runners)
            {
                if (!weak.TryGetTarget(out var runner)) continue;
                Deadline!.SetValue(runner, 0L);
                Checks!.SetValue(runner, true);
            }
        }
    }

    private Regex Watch(Regex regex)
    {
        if (!IsKnown || Create!.Invoke(regex, null) is not RegexRunner runner) return regex;
        // The expression takes this runner for its matches; only one that is used from several threads at once makes more.
        Runner!.SetValue(regex, runner);
        lock (_runners)
        {
            if (_runners.Count % 64 == 63) _runners.RemoveAll(weak => !weak.TryGetTarget(out _));
            _runners.Add(new WeakReference<RegexRunner>(runner));
        }

        return regex;
    }
}
