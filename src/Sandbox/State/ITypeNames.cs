namespace Distribute.Sandbox.State;

/// <summary>
/// Names type definitions so that another rank can find them again. Arrays and constructed generic types are taken apart
/// before they come here: only definitions are asked for.
/// </summary>
/// <remarks>Implementations are called on the thread that encodes or decodes.</remarks>
public interface ITypeNames
{
    /// <summary>
    /// The name of a type definition. <c>Image</c> is the cell image that declares it, or null for types of the framework
    /// and of packages; then <c>Name</c> is <c>"TypeFullName, SimpleAssemblyName"</c>, else the full name alone.
    /// </summary>
    /// <exception cref="Contracts.Isolates.IsolateException">The type has no name that another rank could find.</exception>
    (string? Image, string Name) NameOf(Type type);

    /// <summary>The type definition that <see cref="NameOf"/> named.</summary>
    /// <exception cref="Contracts.Isolates.IsolateException">There is no such type here.</exception>
    Type Resolve(string? image, string name);
}
