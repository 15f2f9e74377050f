using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>Objects of the framework that a few plain values make again, through their public constructors.</summary>
internal static class LeafPlans
{
    /// <summary>How JSON is read again: the source was valid under options of its own, which a document does not tell.</summary>
    public static JsonDocumentOptions JsonText { get; } = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = int.MaxValue };

    private static readonly (Type Base, ObjectPlan Plan)[] Known =
    [
        (typeof(string), Make<string>(StringCodec.WriteInPlace, StringCodec.ReadInPlace)),
        (typeof(Uri), Make<Uri>(WriteUri, static (ref reader) => new Uri(reader.ReadString()!, (UriKind)reader.ReadInt32()))),
        (typeof(Regex), Make<Regex>(WriteRegex, static (ref reader) => new Regex(StringCodec.ReadInPlace(ref reader)!, (RegexOptions)reader.ReadInt32(), TimeSpan.FromTicks(reader.ReadInt64())))),
        (typeof(StringBuilder), Make<StringBuilder>(WriteBuilder, ReadBuilder)),
        (typeof(CultureInfo), CulturePlan.Instance),
        (typeof(DateTimeFormatInfo), DateFormatPlan.Instance),
        (typeof(CompareInfo), Make<CompareInfo>(static (ref writer, info) => writer.Write(info.Name), static (ref reader) => CompareInfo.GetCompareInfo(reader.ReadString()!))),
        (typeof(TextInfo), Make<TextInfo>(static (ref writer, info) => writer.Write(info.CultureName), static (ref reader) => CultureInfo.GetCultureInfo(reader.ReadString()!).TextInfo)),
        (typeof(Encoding), Make<Encoding>(static (ref writer, encoding) => WriteEncoding(ref writer, encoding), ReadEncoding)),
        (typeof(TimeZoneInfo), Make<TimeZoneInfo>(static (ref writer, zone) => writer.Write(zone.ToSerializedString()), static (ref reader) => TimeZoneInfo.FromSerializedString(reader.ReadString()!))),
        (typeof(JsonDocument), Make<JsonDocument>(static (ref writer, json) => writer.Write(json.RootElement.GetRawText()), static (ref reader) => JsonDocument.Parse(reader.ReadString()!, JsonText))),
        (typeof(XName), Make<XName>(static (ref writer, name) => writer.Write(name.ToString()), static (ref reader) => XName.Get(reader.ReadString()!))),
        (typeof(XNamespace), Make<XNamespace>(static (ref writer, name) => writer.Write(name.NamespaceName), static (ref reader) => XNamespace.Get(reader.ReadString()!))),
        (typeof(ReaderWriterLockSlim), Make<ReaderWriterLockSlim>(WriteFreeLock, static (ref reader) => new ReaderWriterLockSlim((LockRecursionPolicy)reader.ReadInt32()))),
        (typeof(Lock), Make<Lock>(static (ref writer, _) => writer.WriteNil(), static (ref reader) =>
        {
            reader.ReadNil();
            return new Lock();
        })),
    ];

    private delegate void Writing<T>(ref MessagePackWriter writer, T value);

    private delegate T? Reading<T>(ref ContentReader reader);

    /// <summary>The plan for a type of this family, or null.</summary>
    public static ObjectPlan? For(Type type)
    {
        if (typeof(Type).IsAssignableFrom(type)) return TypePlan.Instance;
        foreach (var (known, plan) in Known)
            if (known == type || (known.Assembly == type.Assembly && known.IsAssignableFrom(type)) || (known == typeof(Regex) && type.IsSubclassOf(known))) return plan;
        return null;
    }

    private static ObjectPlan Make<T>(Writing<T> write, Reading<T> read) where T : class => new Plan<T>(write, read);

    private static void WriteFreeLock(ref MessagePackWriter writer, ReaderWriterLockSlim held)
    {
        if (held.CurrentReadCount > 0 || held.WaitingWriteCount > 0 || held.IsWriteLockHeld || held.IsUpgradeableReadLockHeld)
            throw new InvalidOperationException("it is a lock that a thread of its own rank holds");
        writer.Write((int)held.RecursionPolicy);
    }

    private static void WriteUri(ref MessagePackWriter writer, Uri uri)
    {
        writer.Write(uri.OriginalString);
        writer.Write((int)(uri.IsAbsoluteUri ? UriKind.Absolute : UriKind.Relative));
    }

    private static void WriteRegex(ref MessagePackWriter writer, Regex regex)
    {
        StringCodec.WriteInPlace(ref writer, regex.ToString());
        writer.Write((int)regex.Options);
        writer.Write(regex.MatchTimeout.Ticks);
    }

    private static void WriteBuilder(ref MessagePackWriter writer, StringBuilder builder)
    {
        StringCodec.WriteInPlace(ref writer, builder.ToString());
        writer.Write(builder.MaxCapacity);
    }

    private static StringBuilder ReadBuilder(ref ContentReader reader)
    {
        var text = StringCodec.ReadInPlace(ref reader)!;
        return new StringBuilder(Math.Max(text.Length, 16), reader.ReadInt32()).Append(text);
    }

    private static void WriteEncoding(ref MessagePackWriter writer, Encoding encoding)
    {
        writer.Write(encoding.CodePage);
        writer.Write(encoding.GetPreamble().Length > 0);
        writer.Write(encoding.DecoderFallback is DecoderExceptionFallback);
    }

    private static Encoding ReadEncoding(ref ContentReader reader)
    {
        var (page, marks, throws) = (reader.ReadInt32(), reader.ReadBoolean(), reader.ReadBoolean());
        return page switch
        {
            65001 => new UTF8Encoding(marks, throws),
            1200 or 1201 => new UnicodeEncoding(page == 1201, marks, throws),
            12000 or 12001 => new UTF32Encoding(page == 12001, marks, throws),
            _ => throws ? Encoding.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback) : Encoding.GetEncoding(page),
        };
    }

    private sealed class Plan<T>(Writing<T> write, Reading<T> read) : ObjectPlan(typeof(T), Phase.Leaf) where T : class
    {
        public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
        {
            try
            {
                write(ref writer, (T)value);
            }
            catch (Exception fault) when (fault is ObjectDisposedException or InvalidOperationException)
            {
                throw new RefusedException(value, fault.Message);
            }
        }

        public override object Create(ref ContentReader reader, GraphReader graph) =>
            read(ref reader) ?? throw Faults.Damaged($"a {typeof(T)} has no content");
    }
}

/// <summary>Type values: a number in the snapshot's own table of types.</summary>
internal sealed class TypePlan() : ObjectPlan(typeof(Type), Phase.Leaf)
{
    public static TypePlan Instance { get; } = new();

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        try
        {
            writer.Write(graph.Types.IndexOf((Type)value));
        }
        catch (Types.UnnamedTypeException unnamed)
        {
            throw new RefusedException(value, unnamed.Message);
        }
    }

    public override object Create(ref ContentReader reader, GraphReader graph) => graph.Types[reader.ReadInt32()];
}
