using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using MessagePack;

namespace Distribute.Sandbox.State.Types;

/// <summary>Instances of the framework that code compares by reference: they are named, never copied.</summary>
internal static class WellKnown
{
    private static readonly Dictionary<string, object> ByName = new(StringComparer.Ordinal)
    {
        ["StringComparer.Ordinal"] = StringComparer.Ordinal,
        ["StringComparer.OrdinalIgnoreCase"] = StringComparer.OrdinalIgnoreCase,
        ["StringComparer.InvariantCulture"] = StringComparer.InvariantCulture,
        ["StringComparer.InvariantCultureIgnoreCase"] = StringComparer.InvariantCultureIgnoreCase,
        ["EqualityComparer<string>.Default"] = EqualityComparer<string>.Default,
        ["Comparer<string>.Default"] = Comparer<string>.Default,
        ["ReferenceEqualityComparer.Instance"] = ReferenceEqualityComparer.Instance,
        ["StructuralComparisons.StructuralEqualityComparer"] = StructuralComparisons.StructuralEqualityComparer,
        ["StructuralComparisons.StructuralComparer"] = StructuralComparisons.StructuralComparer,
        ["Comparer.Default"] = Comparer.Default,
        ["DBNull.Value"] = DBNull.Value,
        ["Type.Missing"] = Type.Missing,
        ["Random.Shared"] = Random.Shared,
        ["CultureInfo.InvariantCulture"] = CultureInfo.InvariantCulture,
        ["Encoding.UTF8"] = Encoding.UTF8,
        ["Encoding.ASCII"] = Encoding.ASCII,
        ["Encoding.Latin1"] = Encoding.Latin1,
        ["Encoding.Unicode"] = Encoding.Unicode,
        ["Encoding.UTF32"] = Encoding.UTF32,
        ["TimeZoneInfo.Utc"] = TimeZoneInfo.Utc,
        ["TimeZoneInfo.Local"] = TimeZoneInfo.Local,
        ["TimeProvider.System"] = TimeProvider.System,
        ["JsonSerializerOptions.Default"] = JsonSerializerOptions.Default,
        ["JsonSerializerOptions.Web"] = JsonSerializerOptions.Web,
        ["Task.CompletedTask"] = Task.CompletedTask,
    };

    private static readonly Dictionary<object, string> Names = NameAll();

    private static readonly HashSet<Type> Candidates = [.. ByName.Values.Select(value => value.GetType())];

    /// <summary>Whether some instance of the type has a name.</summary>
    public static bool IsCandidate(Type type) => Candidates.Contains(type);

    public static string? NameOf(object value) => Names.GetValueOrDefault(value);

    public static object Find(string? name) =>
        name is not null && ByName.TryGetValue(name, out var value) ? value : throw Faults.Damaged("it names an instance that does not exist");

    private static Dictionary<object, string> NameAll()
    {
        var names = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        foreach (var (name, value) in ByName) names.TryAdd(value, name);
        return names;
    }
}

/// <summary>Writes the name of a well-known instance.</summary>
internal sealed class WellKnownPlan() : ObjectPlan(typeof(WellKnownPlan), Phase.Leaf)
{
    public static WellKnownPlan Instance { get; } = new();

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph) => writer.Write(WellKnown.NameOf(value));

    public override object Create(ref ContentReader reader, GraphReader graph) => WellKnown.Find(reader.ReadString());
}
