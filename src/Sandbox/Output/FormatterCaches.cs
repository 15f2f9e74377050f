using System.Collections;
using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;

namespace Distribute.Sandbox.Output;

/// <summary>
/// Makes the formatting library forget the types of cells: it remembers each type that it ever formatted, for the life of
/// the process, and a type keeps its whole cell in memory. Forgotten types are looked at again when next formatted.
/// Formatters that a cell registered stay.
/// </summary>
/// <remarks>
/// The library has no member for this, so its private tables are reached by reflection; where a version has other tables,
/// nothing is forgotten and nothing breaks. The library also uses <c>dynamic</c>, and the framework's binder for that keeps
/// each type it has met; nothing can be done about that from here, so an image whose own types were formatted stays.
/// Thread safe.
/// </remarks>
internal static class FormatterCaches
{
    private static readonly string[] Tables =
    [
        "_typesThatHaveBeenCheckedForFormatters", "_preferredMimeTypesTable", "_typeFormattersTable", "_genericFormattersTable",
    ];

    /// <summary>True once the library has formatted something.</summary>
    public static bool Used { get; set; }

    /// <summary>Forgets all types that can be collected.</summary>
    public static void ForgetCells()
    {
        if (Used) ForgetTypes();
    }

    private static void ForgetTypes()
    {
        const BindingFlags Statics = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;
        foreach (var name in Tables) Forget(typeof(Formatter).GetField(name, Statics)?.GetValue(null) as IDictionary);
        var destructurer = typeof(Formatter).Assembly.GetType("Microsoft.DotNet.Interactive.Formatting.Destructurer");
        Forget(destructurer?.GetField("_cache", Statics)?.GetValue(null) as IDictionary);

        foreach (var type in typeof(Formatter).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters))
        {
            foreach (var field in type.GetFields(Statics).Where(field => field.FieldType.Name == "FormatterTable"))
            {
                const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic;
                if (field.GetValue(null) is { } table) Forget(table.GetType().GetField("_formatters", Own)?.GetValue(table) as IDictionary);
            }
        }

        var clearing = typeof(Formatter).GetField("Clearing", Statics);
        if (clearing?.GetValue(null) is Action handlers)
        {
            var kept = handlers.GetInvocationList().Where(handler => handler.Method.DeclaringType is not { IsCollectible: true });
            clearing.SetValue(null, Delegate.Combine([.. kept]));
        }
    }

    private static void Forget(IDictionary? table)
    {
        if (table is null) return;
        // Enumerating is safe while others add: the tables are concurrent ones.
        foreach (DictionaryEntry entry in table)
        {
            var type = entry.Key as Type ?? (entry.Key as (Type, string)?)?.Item1;
            if (type is { IsCollectible: true }) table.Remove(entry.Key);
        }
    }
}
