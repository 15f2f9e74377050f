using System.Runtime.CompilerServices;
using Distribute.Sandbox.State.Graph;
using MessagePack;

namespace Distribute.Sandbox.State.Values;

/// <summary>Numbers, bool, char and enums. The type tests are constants to the compiler: each instantiation keeps one branch.</summary>
internal static class Primitives
{
    public static void Write<T>(ref MessagePackWriter writer, T value)
    {
        if (typeof(T) == typeof(double)) writer.Write(As<T, double>(value));
        else if (typeof(T) == typeof(float)) writer.Write(As<T, float>(value));
        else if (typeof(T) == typeof(bool)) writer.Write(As<T, bool>(value));
        else if (typeof(T) == typeof(int)) writer.Write(As<T, int>(value));
        else if (typeof(T) == typeof(long)) writer.Write(As<T, long>(value));
        else if (typeof(T) == typeof(short)) writer.Write(As<T, short>(value));
        else if (typeof(T) == typeof(sbyte)) writer.Write(As<T, sbyte>(value));
        else if (Unsafe.SizeOf<T>() == 1) writer.Write(As<T, byte>(value));
        else if (Unsafe.SizeOf<T>() == 2) writer.Write(As<T, ushort>(value));
        else if (Unsafe.SizeOf<T>() == 4) writer.Write(As<T, uint>(value));
        else writer.Write(As<T, ulong>(value));
    }

    public static T Read<T>(ref ContentReader reader)
    {
        if (typeof(T) == typeof(double)) return As<double, T>(reader.ReadDouble());
        if (typeof(T) == typeof(float)) return As<float, T>(reader.ReadSingle());
        if (typeof(T) == typeof(bool)) return As<bool, T>(reader.ReadBoolean());
        if (typeof(T) == typeof(int)) return As<int, T>(reader.ReadInt32());
        if (typeof(T) == typeof(long)) return As<long, T>(reader.ReadInt64());
        if (typeof(T) == typeof(short)) return As<short, T>(reader.ReadInt16());
        if (typeof(T) == typeof(sbyte)) return As<sbyte, T>(reader.ReadSByte());
        if (Unsafe.SizeOf<T>() == 1) return As<byte, T>(reader.ReadByte());
        if (Unsafe.SizeOf<T>() == 2) return As<ushort, T>(reader.ReadUInt16());
        if (Unsafe.SizeOf<T>() == 4) return As<uint, T>(reader.ReadUInt32());
        return As<ulong, T>(reader.ReadUInt64());
    }

    private static TTo As<TFrom, TTo>(TFrom value) => Unsafe.As<TFrom, TTo>(ref value);
}
