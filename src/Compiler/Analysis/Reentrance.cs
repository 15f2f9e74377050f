using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Distribute.Compiler.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Analysis;

/// <summary>
/// Whether a cell's code can be reentrant: it keeps nothing of its own, so that all ranks of a process may run one copy, each
/// with its variables in an object of its own.
/// </summary>
internal static class Reentrance
{
    // What a top level could call only because it stands in an object.
    private static readonly HashSet<string> ObjectMembers = new(typeof(object)
        .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static).Select(member => member.Name), StringComparer.Ordinal);

    // Who asks these learns whose code it is, and would learn it of all ranks at once.
    private static readonly HashSet<string> TellsOwner = new(StringComparer.Ordinal)
    {
        "Assembly", "AssemblyLoadContext", "MethodBase", "Module", "StackFrame", "StackTrace",
    };

    /// <summary>Whether the cell's text lets its top level stand in an object: straight code that declares variables at most.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="members">What it declares.</param>
    /// <param name="isHot">Whether it has loops, lambdas, queries or functions.</param>
    public static bool FitsObject(ParsedCell cell, CellMembers members, bool isHot) =>
        !isHot && !members.IsAsync
        && members.Methods.Count + members.Types.Count + members.Namespaces.Count + members.ExtensionBlocks.Count + members.Properties.Count + members.Constants.Count == 0
        && !members.Variables.Exists(variable => ObjectMembers.Contains(variable.Name))
        && !cell.Root.DescendantTokens().Any(MeansObject);

    /// <summary>
    /// Whether code that fits an object can tell its own lines, so that they must be known before it runs: by a stack trace that it catches or asks for.
    /// </summary>
    public static bool TellsLines(ParsedCell cell) =>
        cell.Text.Contains("catch", StringComparison.Ordinal) || cell.Text.Contains("Stack", StringComparison.Ordinal);

    /// <summary>Whether emitted code keeps nothing and does not ask whose it is.</summary>
    public static bool Holds(MetadataReader metadata)
    {
        foreach (var handle in metadata.FieldDefinitions)
        {
            // Caches of delegates and of dynamic calls; initial values of arrays never change.
            var kind = metadata.GetFieldDefinition(handle).Attributes;
            if (kind.HasFlag(FieldAttributes.Static) && (kind & (FieldAttributes.Literal | FieldAttributes.HasFieldRVA)) == 0) return false;
        }

        foreach (var handle in metadata.TypeReferences)
            if (TellsOwner.Contains(metadata.GetString(metadata.GetTypeReference(handle).Name))) return false;
        return true;
    }

    private static bool MeansObject(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.ThisKeyword or SyntaxKind.BaseKeyword => true,
        SyntaxKind.IdentifierToken => token.Parent is SimpleNameSyntax name && ObjectMembers.Contains(token.ValueText)
            && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name) && name.Parent is not MemberBindingExpressionSyntax,
        _ => false,
    };
}
