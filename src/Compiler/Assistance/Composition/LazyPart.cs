using System.Reflection;

namespace Distribute.Compiler.Assistance.Composition;

/// <summary>Makes the <see cref="Lazy{T}"/> and <see cref="Lazy{T, TMetadata}"/> in which importers have parts.</summary>
internal static class LazyPart
{
    private static readonly MethodInfo Plain = Method(nameof(CreatePlain));
    private static readonly MethodInfo Described = Method(nameof(CreateDescribed));

    /// <param name="wanted">The lazy type.</param>
    /// <param name="part">What it gives.</param>
    /// <param name="export">What it says of that.</param>
    public static object Create(Type wanted, Part part, PartExport export) => wanted.GetGenericArguments() switch
    {
        [var type] => Plain.MakeGenericMethod(type).Invoke(null, [part])!,
        var types => Described.MakeGenericMethod(types).Invoke(null, [part, PartMetadata.View(types[1], export.Metadata)])!,
    };

    private static Lazy<T> CreatePlain<T>(Part part) where T : class => new(() => (T)part.Get());

    private static Lazy<T, TMetadata> CreateDescribed<T, TMetadata>(Part part, object metadata) where T : class where TMetadata : class =>
        new(() => (T)part.Get(), (TMetadata)metadata);

    private static MethodInfo Method(string name) => typeof(LazyPart).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
}
