using System.Collections;
using System.Reflection;
using Distribute.Contracts.Isolates;
using Distribute.Sandbox.Ranks;
using Distribute.Sandbox.State.Plans;

namespace Distribute.Sandbox.State;

/// <summary>Contiguous parts of an array or list, in order; the first (length mod parts) are one longer.</summary>
internal static class Partition
{
    /// <summary>The value as something that can be split.</summary>
    /// <exception cref="IsolateException">It is neither a one-dimensional array nor a list.</exception>
    public static IList Check(string name, object? value) => value switch
    {
        Array { Rank: 1 } array when array.GetLowerBound(0) == 0 => array,
        Array array => throw new IsolateException($"'{name}' cannot be scattered: it is an array of {array.Rank} dimensions, and only one-dimensional arrays and lists have parts. Make it an array of rows."),
        IList list => list,
        null => throw new IsolateException($"'{name}' cannot be scattered: it is null."),
        _ => throw new IsolateException($"'{name}' cannot be scattered: it is {TypeText.WithArticle(value.GetType())}, neither an array nor a list. Call ToArray or ToList first."),
    };

    /// <summary>Where a part begins and how long it is.</summary>
    public static (int Start, int Length) Of(int count, int parts, int part)
    {
        var (each, longer) = Math.DivRem(count, parts);
        return ((part * each) + Math.Min(part, longer), each + (part < longer ? 1 : 0));
    }

    /// <summary>A part as a value that is written as one of the same kind.</summary>
    /// <exception cref="IsolateException">The list's class cannot be made empty and filled.</exception>
    public static object Take(string name, IList list, int start, int length)
    {
        if (list is Array array)
        {
            if (ArrayParts.Of(array, start, length) is { } lent) return lent;
            var part = Array.CreateInstance(array.GetType().GetElementType()!, length);
            Array.Copy(array, start, part, 0, length);
            return part;
        }

        var type = list.GetType();
        if (type.GetMethod("GetRange", BindingFlags.Instance | BindingFlags.Public, [typeof(int), typeof(int)]) is { } range && range.ReturnType == type)
            return range.Invoke(list, [start, length])!;
        if (list.IsFixedSize || list.IsReadOnly || type.GetConstructor([]) is not { } constructor)
            throw new IsolateException($"'{name}' cannot be scattered: {TypeText.WithArticle(type)} cannot be made from parts. Call ToArray or ToList first.");
        var made = (IList)constructor.Invoke([]);
        for (var index = start; index < start + length; index++) made.Add(list[index]);
        return made;
    }
}
