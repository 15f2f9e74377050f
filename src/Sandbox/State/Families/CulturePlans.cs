using System.Globalization;
using System.Reflection;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Plans;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Families;

/// <summary>Cultures by name; one that may be changed brings its formats along.</summary>
internal sealed class CulturePlan() : ObjectPlan(typeof(CultureInfo), Phase.Late)
{
    public static CulturePlan Instance { get; } = new();

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var culture = (CultureInfo)value;
        writer.Write(culture.Name);
        writer.Write(culture.IsReadOnly);
        if (culture.IsReadOnly) return;
        graph.Reference(ref writer, culture.NumberFormat);
        // A neutral culture has no dates to format.
        graph.Reference(ref writer, culture.IsNeutralCulture ? null : culture.DateTimeFormat);
    }

    public override object? Create(ref ContentReader reader, GraphReader graph)
    {
        var name = reader.ReadString()!;
        if (reader.ReadBoolean()) return CultureInfo.GetCultureInfo(name);
        var (numbers, dates) = ((NumberFormatInfo?)graph.Reference(ref reader), (DateTimeFormatInfo?)graph.Reference(ref reader));
        if (graph.IsIncomplete) return null;
        var culture = new CultureInfo(name);
        if (numbers is not null) culture.NumberFormat = numbers;
        if (dates is not null) culture.DateTimeFormat = dates;
        return culture;
    }
}

/// <summary>Formats of dates: the patterns and names that can be set, in the Gregorian calendar or that of a culture.</summary>
internal sealed class DateFormatPlan() : ObjectPlan(typeof(DateTimeFormatInfo), Phase.Leaf)
{
    private static readonly PropertyInfo[] Settings =
        [.. typeof(DateTimeFormatInfo).GetProperties().Where(property => property.CanWrite && property.PropertyType != typeof(Calendar)).OrderBy(property => property.Name, StringComparer.Ordinal)];

    public static DateFormatPlan Instance { get; } = new();

    public override void Write(ref MessagePackWriter writer, object value, GraphWriter graph)
    {
        var format = (DateTimeFormatInfo)value;
        if (format.Calendar is not GregorianCalendar) throw new RefusedException(value, "its calendar is not the Gregorian one; copy the culture's name");
        writer.Write(format.IsReadOnly);
        foreach (var setting in Settings)
        {
            switch (setting.GetValue(format))
            {
                case string text: StringCodec.WriteInPlace(ref writer, text); break;
                case string[] texts: WriteAll(ref writer, texts); break;
                case var number: writer.Write(Convert.ToInt32(number, CultureInfo.InvariantCulture)); break;
            }
        }
    }

    public override object Create(ref ContentReader reader, GraphReader graph)
    {
        var isReadOnly = reader.ReadBoolean();
        var format = new DateTimeFormatInfo();
        foreach (var setting in Settings)
        {
            if (setting.PropertyType == typeof(string)) setting.SetValue(format, StringCodec.ReadInPlace(ref reader));
            else if (setting.PropertyType == typeof(string[])) setting.SetValue(format, ReadAll(ref reader));
            else setting.SetValue(format, Enum.ToObject(setting.PropertyType, reader.ReadInt32()));
        }

        return isReadOnly ? DateTimeFormatInfo.ReadOnly(format) : format;
    }

    private static void WriteAll(ref MessagePackWriter writer, string[] texts)
    {
        writer.WriteArrayHeader(texts.Length);
        foreach (var text in texts) StringCodec.WriteInPlace(ref writer, text);
    }

    private static string[] ReadAll(ref ContentReader reader)
    {
        var texts = new string[reader.ReadArrayHeader()];
        for (var index = 0; index < texts.Length; index++) texts[index] = StringCodec.ReadInPlace(ref reader)!;
        return texts;
    }
}
