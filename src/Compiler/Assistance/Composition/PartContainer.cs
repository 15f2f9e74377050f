using System.Composition;
using System.Composition.Hosting.Core;
using System.Reflection;

namespace Distribute.Compiler.Assistance.Composition;

/// <summary>
/// Composes parts as <c>System.Composition</c> does, as far as Roslyn's editor services need it, by reflection: that one generates and
/// compiles a method for each part and each import, which takes longer than everything that a first answer needs of them. Thread safe.
/// </summary>
internal sealed class PartContainer : CompositionContext
{
    private readonly Dictionary<Type, List<(Part Part, PartExport Export)>> _exports = [];

    /// <param name="assemblies">Where the parts are.</param>
    /// <param name="isNeeded">Whether a type with this name and this exporting attribute can be asked for.</param>
    public PartContainer(IEnumerable<Assembly> assemblies, Func<string, string, bool> isNeeded)
    {
        // Attributes are read one by one, and there is a processor more than the one that waits for this.
        var reading = assemblies.Select(assembly => Task.Run(() => PartNames.In(assembly, isNeeded).ConvertAll(name => new Part(assembly.GetType(name, throwOnError: true)!, Import)))).ToList();
        foreach (var part in reading.SelectMany(task => task.GetAwaiter().GetResult()))
            foreach (var export in part.Exports)
            {
                if (!_exports.TryGetValue(export.Contract, out var parts)) _exports[export.Contract] = parts = [];
                parts.Add((part, export));
            }
    }

    /// <inheritdoc/>
    public override bool TryGetExport(CompositionContract contract, out object export)
    {
        var type = contract.ContractType;
        var wanted = contract.TryUnwrapMetadataConstraint<bool>("IsImportMany", out var isMany, out _) && isMany ? ElementOf(type) : null;
        var found = wanted is null ? One(type, contract.ContractName) : Many(wanted, contract.ContractName);
        export = found!;
        return found is not null;
    }

    private object? Import(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.GetCustomAttribute<ImportManyAttribute>() is { } many) return Many(ElementOf(type), many.ContractName);
        var import = parameter.GetCustomAttribute<ImportAttribute>();
        var found = One(type, import?.ContractName);
        return found is not null || import is { AllowDefault: true } ? found : throw new InvalidOperationException($"{parameter.Member.DeclaringType} imports {type}, which no part exports.");
    }

    private Array Many(Type wanted, string? name)
    {
        var parts = Of(ContractOf(wanted), name).ToList();
        var all = Array.CreateInstance(wanted, parts.Count);
        for (var at = 0; at < parts.Count; at++) all.SetValue(Give(wanted, parts[at].Part, parts[at].Export), at);
        return all;
    }

    private object? One(Type wanted, string? name) =>
        Of(ContractOf(wanted), name).ToList() is [var (part, export), ..] ? Give(wanted, part, export) : null;

    private IEnumerable<(Part Part, PartExport Export)> Of(Type contract, string? name) =>
        _exports.TryGetValue(contract, out var parts) ? parts.Where(found => found.Export.Name == name) : [];

    private static object Give(Type wanted, Part part, PartExport export) =>
        IsLazy(wanted) ? LazyPart.Create(wanted, part, export) : part.Get();

    private static Type ContractOf(Type wanted) => IsLazy(wanted) ? wanted.GetGenericArguments()[0] : wanted;

    private static bool IsLazy(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var generic && (generic == typeof(Lazy<>) || generic == typeof(Lazy<,>));

    private static Type ElementOf(Type many) => many.IsArray ? many.GetElementType()! : many.GetGenericArguments()[0];
}
