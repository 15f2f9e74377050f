using System.Composition;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Distribute.Compiler.Assistance.Composition;

/// <summary>A contract under which a part can be had, and what its author says of it.</summary>
/// <param name="Contract">The type.</param>
/// <param name="Name">The contract's name; null for none.</param>
/// <param name="Metadata">What stands in the part's attributes.</param>
internal sealed record PartExport(Type Contract, string? Name, IReadOnlyDictionary<string, object?> Metadata);

/// <summary>A type whose instances others import. Thread safe.</summary>
internal sealed class Part
{
    private readonly Type _type;
    private readonly Lazy<object>? _shared;
    private readonly Func<ParameterInfo, object?> _import;

    /// <param name="type">The type.</param>
    /// <param name="import">Finds the argument for a parameter of its constructor.</param>
    public Part(Type type, Func<ParameterInfo, object?> import)
    {
        _type = type;
        _import = import;
        var attributes = Attribute.GetCustomAttributes(type, inherit: false);
        if (attributes.Any(attribute => attribute is SharedAttribute)) _shared = new Lazy<object>(Create);
        var about = PartMetadata.Of(attributes.Where(attribute => attribute is not ExportAttribute));
        Exports = [.. attributes.OfType<ExportAttribute>().Select(export =>
            new PartExport(export.ContractType ?? type, export.ContractName, PartMetadata.Of([export], about)))];
    }

    /// <summary>The contracts.</summary>
    public IReadOnlyList<PartExport> Exports { get; }

    /// <summary>The one instance, or a new one of a part that is not shared.</summary>
    public object Get() => _shared is null ? Create() : _shared.Value;

    private object Create()
    {
        var constructors = _type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        var constructor = Array.Find(constructors, one => one.IsDefined(typeof(ImportingConstructorAttribute)))
            ?? Array.Find(constructors, one => one.GetParameters().Length == 0)
            ?? throw new InvalidOperationException($"{_type} has no constructor that its imports fit to.");
        try
        {
            return constructor.Invoke([.. constructor.GetParameters().Select(_import)]);
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }
}
