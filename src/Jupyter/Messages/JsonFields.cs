using System.Text.Json.Nodes;

namespace Distribute.Jupyter.Messages;

/// <summary>Reads fields of messages that may hold anything: a field of another type is as good as none.</summary>
internal static class JsonFields
{
    public static string? Text(this JsonObject json, string name) => Value<string>(json, name);

    public static bool? Flag(this JsonObject json, string name) => Value<bool?>(json, name);

    public static int? Number(this JsonObject json, string name) => Value<int?>(json, name);

    private static T? Value<T>(JsonObject json, string name)
    {
        try
        {
            return json[name] is JsonValue value && value.TryGetValue<T>(out var found) ? found : default;
        }
        catch (InvalidOperationException)
        {
            // Text that is no text: half of a surrogate pair, written as an escape.
            return default;
        }
    }
}
