using System.Reflection;
using System.Runtime.CompilerServices;
using Distribute.Contracts.Images;

namespace Distribute.Sandbox.Ranks;

/// <summary>Method names in stack frames as the person would write them: state machines, lambdas and local functions by what they came from.</summary>
internal static class MethodText
{
    /// <summary>The method with its parameter types; empty for a cell's own top level.</summary>
    /// <param name="method">The method of a frame.</param>
    /// <param name="entryTypeName">The generated entry class of the method's cell; null for a library's method.</param>
    public static string Of(MethodBase method, string? entryTypeName)
    {
        var (owner, name, kind, real) = Origin(method);
        // A body with overloads stands under a name of its own.
        if (name.StartsWith("__o_", StringComparison.Ordinal)) name = name[4..];
        var isEntry = owner is not null && (owner.FullName == entryTypeName || owner.Name == CellBody);
        if (isEntry && kind != Kind.LocalFunction && name is CellImage.RunMethod or "")
        {
            return kind == Kind.Lambda ? "lambda" : "";
        }

        var type = owner is null || TypeText.IsGenerated(owner) || IsHolder(owner) || owner.FullName == entryTypeName
            ? ""
            : entryTypeName is null ? TypeText.Qualified(owner) : TypeText.Of(owner);
        var text = Named(type, name, real);
        return kind == Kind.Lambda ? "lambda in " + text : text + Parameters(real);
    }

    /// <summary>Whether a type is a generated class around top-level members; only types that a person wrote have a namespace of their own in there.</summary>
    public static bool IsHolder(Type owner) =>
        owner is { DeclaringType: null, Namespace: { } space } && space.StartsWith("__cells.", StringComparison.Ordinal) && !space.Contains(".t_", StringComparison.Ordinal);

    /// <summary>The class that the compiler puts a cell's top-level code into.</summary>
    private const string CellBody = "__Body";

    private enum Kind
    {
        Plain,
        Lambda,
        LocalFunction,
    }

    private static (Type? Owner, string Name, Kind Kind, MethodBase? Real) Origin(MethodBase method)
    {
        var owner = method.DeclaringType;
        var name = method.Name;
        MethodBase? real = method;
        if (owner is not null && name == "MoveNext" && Between(owner.Name) is { } machine)
        {
            (name, real) = (owner.Name.StartsWith("<<", StringComparison.Ordinal) ? InnerName(owner.Name) : machine, StarterOf(owner));
            if (real is not null) name = real.Name;
            owner = owner.DeclaringType;
        }

        while (owner is not null && owner.Name.StartsWith("<>c", StringComparison.Ordinal)) owner = owner.DeclaringType;
        if (!name.StartsWith('<')) return (owner, name, Kind.Plain, real);
        var end = name.IndexOf('>', StringComparison.Ordinal);
        var outer = Between(name) ?? "";
        if (end >= 0 && name.AsSpan(end + 1).StartsWith("g__"))
        {
            var local = name[(end + 4)..];
            var bar = local.IndexOf('|', StringComparison.Ordinal);
            return (null, bar > 0 ? local[..bar] : local, Kind.LocalFunction, real);
        }

        return (owner, outer, Kind.Lambda, real);
    }

    private static string Named(string type, string name, MethodBase? real) => name switch
    {
        ".ctor" => "new " + type,
        ".cctor" => "static " + type,
        _ when real is { IsSpecialName: true } && (name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal))
            => Join(type, name[4..]) + "." + name[..3],
        _ => Join(type, name),
    };

    private static string Join(string type, string name) => type.Length == 0 ? name : type + "." + name;

    private static string Parameters(MethodBase? method)
    {
        if (method is null) return "(...)";
        if (method.IsSpecialName && !method.IsConstructor && method.GetParameters().Length == 0) return "";
        // A lambda's or local function's captured variables come as by-ref structs of a closure type.
        var own = method.GetParameters().Where(parameter => !TypeText.IsGenerated(parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType)
            || parameter.ParameterType.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal));
        return "(" + string.Join(", ", own.Select(parameter => TypeText.Of(parameter.ParameterType))) + ")";
    }

    private static MethodBase? StarterOf(Type machine)
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var definition = machine.IsGenericType ? machine.GetGenericTypeDefinition() : machine;
        return machine.DeclaringType?.GetMethods(All)
            .FirstOrDefault(method => method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType is { } made
                && (made.IsGenericType ? made.GetGenericTypeDefinition() : made) == definition);
    }

    private static string? Between(string name)
    {
        var end = name.IndexOf('>', StringComparison.Ordinal);
        return name.StartsWith('<') && end > 0 ? name[1..end] : null;
    }

    // <<Run>b__0>d: the state machine of a lambda or local function keeps that one's name inside its own.
    private static string InnerName(string name)
    {
        var end = name.LastIndexOf('>');
        return end > 1 ? name[1..end] : name;
    }
}
