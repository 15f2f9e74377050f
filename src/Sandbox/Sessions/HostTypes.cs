using System.Reflection;
using System.Runtime.Loader;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.References;
using Distribute.Sandbox.State;

namespace Distribute.Sandbox.Sessions;

/// <summary>Names types for values that cross to the program that embeds the session: types of its own default load context.</summary>
internal sealed class HostTypes : ITypeNames
{
    /// <summary>The only instance.</summary>
    public static HostTypes Instance { get; } = new();

    /// <inheritdoc/>
    public (string? Image, string Name) NameOf(Type type) =>
        AssemblyLoadContext.GetLoadContext(type.Assembly) == AssemblyLoadContext.Default && type.FullName is { } name
            ? (null, $"{name}, {type.Assembly.GetName().Name}")
            : throw new IsolateException($"{type} is not a type of the host's default load context.");

    /// <inheritdoc/>
    public Type Resolve(string? image, string name) => image is not null
        ? throw new IsolateException($"the type '{name}' is declared in a cell, and the host does not know it. Bring it as a type of the framework or of the host's own assemblies.")
        : Type.GetType(name, throwOnError: false) ?? throw new IsolateException($"the host does not know the type '{name}'.");

    /// <summary>Whether every cell refers to the assembly already.</summary>
    public static bool IsFramework(Assembly assembly) =>
        assembly.GetName().Name is { } name && Framework.Files.ContainsKey(name);
}
