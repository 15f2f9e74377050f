namespace Distribute.Sandbox.Sessions;

/// <summary>A variable of the program that embeds a session. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its static type.</param>
/// <param name="Value">Its value, a <paramref name="Type"/>.</param>
public sealed record HostVariable(string Name, Type Type, object? Value);

/// <summary>
/// The types of a program that embeds a session and runs C# of its own: types that its cells declared, which the notebook has
/// under the same names, and types of assemblies that it keeps in load contexts of its own. Called by one thread at a time.
/// </summary>
public interface IHostTypes
{
    /// <summary>The name under which the notebook knows a type that the host's own cells declared (<c>Row</c>, <c>Outer+Inner</c>, <c>Box`1</c>).</summary>
    /// <param name="definition">The type; of a generic one, its definition.</param>
    /// <returns>Null for a type of an assembly.</returns>
    string? CellNameOf(Type definition);

    /// <summary>The newest type that the host's own cells declared under a name.</summary>
    /// <param name="name">As <see cref="CellNameOf"/> writes it.</param>
    /// <returns>Null when there is none.</returns>
    Type? OfCell(string name);

    /// <summary>A type of the framework or of a package.</summary>
    /// <param name="name"><c>TypeFullName, SimpleAssemblyName</c>.</param>
    /// <returns>Null when the host has none.</returns>
    Type? OfAssembly(string name);
}
