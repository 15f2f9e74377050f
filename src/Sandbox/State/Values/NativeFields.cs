using System.Reflection;

namespace Distribute.Sandbox.State.Values;

/// <summary>Finds native handles inside structs.</summary>
internal static class NativeFields
{
    /// <summary>Whether a value of the type holds a pointer or a native integer.</summary>
    public static bool In(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint)) return true;
        if (type.IsPrimitive || type.IsEnum || !type.IsValueType) return false;
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            if (In(field.FieldType)) return true;
        return false;
    }
}
