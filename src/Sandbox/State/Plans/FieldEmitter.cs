using System.Reflection;
using System.Reflection.Emit;
using Distribute.Sandbox.State.Graph;
using Distribute.Sandbox.State.Values;
using MessagePack;

namespace Distribute.Sandbox.State.Plans;

/// <summary>
/// Makes the code that writes or reads an object's fields. Emitted, not compiled from expressions: only emitted code may
/// set readonly and init-only fields. The code lives as long as its delegate, so it does not keep a type loaded.
/// </summary>
internal static class FieldEmitter
{
    private static readonly MethodInfo WriteReference = typeof(GraphWriter).GetMethod(nameof(GraphWriter.Reference))!;
    private static readonly MethodInfo ReadReference = typeof(GraphReader).GetMethod(nameof(GraphReader.Reference))!;
    private static readonly MethodInfo WriteText = typeof(StringCodec).GetMethod(nameof(StringCodec.Write), BindingFlags.Static | BindingFlags.Public)!;
    private static readonly MethodInfo ReadText = typeof(StringCodec).GetMethod(nameof(StringCodec.ReadText))!;
    private static readonly MethodInfo WritePrimitive = typeof(Primitives).GetMethod(nameof(Primitives.Write))!;
    private static readonly MethodInfo ReadPrimitive = typeof(Primitives).GetMethod(nameof(Primitives.Read))!;

    /// <summary>Code for <c>void (ref MessagePackWriter, owner, GraphWriter)</c>.</summary>
    public static TDelegate Writer<TDelegate>(Type owner, IReadOnlyList<FieldInfo> fields) where TDelegate : Delegate
    {
        var method = new DynamicMethod("WriteFields", typeof(void), [typeof(MessagePackWriter).MakeByRefType(), owner, typeof(GraphWriter)], typeof(FieldEmitter).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        foreach (var field in fields) EmitWrite(il, field);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<TDelegate>();
    }

    /// <summary>Code for <c>void (ref ContentReader, owner, GraphReader)</c>.</summary>
    public static TDelegate Reader<TDelegate>(Type owner, IReadOnlyList<FieldInfo> fields) where TDelegate : Delegate
    {
        var method = new DynamicMethod("ReadFields", typeof(void), [typeof(ContentReader).MakeByRefType(), owner, typeof(GraphReader)], typeof(FieldEmitter).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        foreach (var field in fields) EmitRead(il, field);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<TDelegate>();
    }

    private static void EmitWrite(ILGenerator il, FieldInfo field)
    {
        var type = field.FieldType;
        if (IsPrimitive(type))
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldfld, field);
            il.Emit(OpCodes.Call, WritePrimitive.MakeGenericMethod(type));
        }
        else if (type == typeof(string))
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldfld, field);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Call, WriteText);
        }
        else if (type.IsValueType)
        {
            var codec = typeof(ValueCodec<>).MakeGenericType(type);
            il.Emit(OpCodes.Ldsfld, codec.GetField(nameof(ValueCodec<>.Instance))!);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldflda, field);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Callvirt, codec.GetMethod(nameof(ValueCodec<>.Write))!);
        }
        else
        {
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldfld, field);
            il.Emit(OpCodes.Call, WriteReference);
        }
    }

    private static void EmitRead(ILGenerator il, FieldInfo field)
    {
        var type = field.FieldType;
        il.Emit(OpCodes.Ldarg_1);
        if (IsPrimitive(type))
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Call, ReadPrimitive.MakeGenericMethod(type));
        }
        else if (type == typeof(string))
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Call, ReadText);
        }
        else if (type.IsValueType)
        {
            var codec = typeof(ValueCodec<>).MakeGenericType(type);
            il.Emit(OpCodes.Ldsfld, codec.GetField(nameof(ValueCodec<>.Instance))!);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Callvirt, codec.GetMethod(nameof(ValueCodec<>.Read))!);
        }
        else
        {
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Call, ReadReference);
            // Bytes may lie about what an object is: the cast is what keeps memory safe.
            if (type != typeof(object)) il.Emit(OpCodes.Castclass, type);
        }

        il.Emit(OpCodes.Stfld, field);
    }

    private static bool IsPrimitive(Type type) => type.IsEnum || (type.IsPrimitive && type != typeof(nint) && type != typeof(nuint));
}
