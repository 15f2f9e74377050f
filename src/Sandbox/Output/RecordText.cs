using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Distribute.Contracts.Runtime;
using Distribute.Sandbox.Ranks;

namespace Distribute.Sandbox.Output;

/// <summary>
/// The text of records that lead back to themselves. Their own <c>ToString</c> calls itself until the stack is used up, which takes
/// seconds and gives nothing; here what was met before is told by its name.
/// </summary>
/// <remarks>Thread safe. Reads public members, as the record's own text does.</remarks>
internal static class RecordText
{
    /// <summary>Elements of a collection that are looked at: those that a front end shows.</summary>
    private const int MostElements = 20;

    /// <summary>Records in a row that are followed: a longer chain is as good as endless for whoever reads it.</summary>
    private const int MostDepth = 200;

    /// <summary>How deep records are written inside of each other.</summary>
    private const int WrittenDepth = 4;

    private static readonly ConditionalWeakTable<Type, Members> Known = [];

    /// <summary>The text of a record, or of a collection of records, that leads back to itself; null for every other value.</summary>
    public static string? Of(object? value)
    {
        if (value is null or string || !(IsRecord(value) || value is ICollection)) return null;
        try
        {
            if (!Loops(value, [], new HashSet<object>(ReferenceEqualityComparer.Instance))) return null;
            var text = new StringBuilder();
            Write(value, text, []);
            return text.ToString();
        }
        catch (Exception failed) when (failed is not (CellStoppedException or ThreadInterruptedException))
        {
            // A collection of the person's own cannot be read: whoever formats it next meets the same, and tells it.
            return null;
        }
    }

    // The path is what a record's text would be inside of; a collection's text is its type's name, so a new one begins there.
    private static bool Loops(object? value, List<object> path, HashSet<object> met)
    {
        if (value is null or string) return false;
        if (value is ICollection collection) return met.Add(value) && collection.Cast<object?>().Take(MostElements).Any(element => Loops(element, [], met));
        if (!IsRecord(value)) return false;
        if (path.Count > MostDepth || path.Any(outer => ReferenceEquals(outer, value))) return true;
        if (!met.Add(value)) return false;
        path.Add(value);
        foreach (var (_, read) in MembersOf(value).Read)
            if (Loops(Value(read, value), path, met)) return true;
        path.RemoveAt(path.Count - 1);
        return false;
    }

    private static void Write(object? value, StringBuilder text, List<object> path)
    {
        if (value is ICollection collection)
        {
            Append(text, "[ ", " ]", collection.Cast<object?>().Take(MostElements).Select(element => ("", element)), collection.Count > MostElements, path);
        }
        else if (value is not null && IsRecord(value))
        {
            text.Append(TypeText.Of(value.GetType())).Append(' ');
            if (path.Count >= WrittenDepth || path.Any(outer => ReferenceEquals(outer, value))) text.Append("{ ... }");
            else Append(text, "{ ", " }", MembersOf(value).Read.Select(member => (member.Name + " = ", Value(member.Read, value))), false, [.. path, value]);
        }
        else text.Append(PlainText.TryGet(value, out var simple) ? simple : TypeText.Of(value!.GetType()));
    }

    private static void Append(StringBuilder text, string open, string close, IEnumerable<(string Label, object? Value)> parts, bool isCut, List<object> path)
    {
        text.Append(open);
        var first = true;
        foreach (var (label, value) in parts)
        {
            text.Append(first ? "" : ", ").Append(label);
            first = false;
            // Inside of a record a collection is told by its type, as in the record's own text.
            if (value is ICollection && path.Count > 0) text.Append(TypeText.Of(value.GetType()));
            else Write(value, text, path);
        }

        text.Append(isCut ? ", ..." : "").Append(close);
    }

    private static object? Value(Func<object, object?> read, object owner)
    {
        try
        {
            return read(owner);
        }
        catch (TargetInvocationException failed) when (failed.InnerException is not (CellStoppedException or ThreadInterruptedException))
        {
            // A member without a value leads nowhere.
            return null;
        }
    }

    private static bool IsRecord(object value) => MembersOf(value).IsRecord;

    private static Members MembersOf(object value) => Known.GetValue(value.GetType(), static type => new Members(type));

    private sealed class Members
    {
        public Members(Type type)
        {
            const BindingFlags Public = BindingFlags.Instance | BindingFlags.Public;
            // A record with a text of its own does not call its members' text by itself.
            IsRecord = type.GetMethod("<Clone>$", Public) is not null && type.GetMethod(nameof(ToString), Public, [])!.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
            Read = !IsRecord ? [] :
            [
                .. type.GetProperties(Public).Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike)
                    .Select(property => (property.Name, (Func<object, object?>)property.GetValue)),
                .. type.GetFields(Public).Select(field => (field.Name, (Func<object, object?>)field.GetValue)),
            ];
        }

        public bool IsRecord { get; }

        public (string Name, Func<object, object?> Read)[] Read { get; }
    }
}
