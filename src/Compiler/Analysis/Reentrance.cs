using System.Reflection;
using System.Reflection.Metadata;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Images;
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

    // Who uses these may write to what is otherwise read only.
    private static readonly HashSet<string> MayWriteData = new(StringComparer.Ordinal) { "MemoryMarshal", "Unsafe" };

    /// <summary>Longest text whose lines are made later: more would take noticeably long when something fails.</summary>
    private const int ShortText = 2_000;

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
    /// Whether the lines of code that fits an object can be made when something fails: it is short, cannot tell them itself by a stack that it catches or asks
    /// for, and calls nothing that a person wrote, which might. A switch expression is other code where lines are wanted.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="uses">What it uses of earlier cells.</param>
    public static bool MayHaveLinesLater(ParsedCell cell, IEnumerable<CellSymbol> uses) =>
        cell.Text.Length <= ShortText
        && !cell.Text.Contains("catch", StringComparison.Ordinal) && !cell.Text.Contains("Stack", StringComparison.Ordinal) && !cell.Text.Contains("switch", StringComparison.Ordinal)
        && uses.All(symbol => symbol.Kind == CellSymbolKind.Variable);

    /// <summary>Whether emitted code keeps nothing and does not ask whose it is.</summary>
    /// <param name="metadata">The emitted code's.</param>
    /// <param name="isSafe">Whether it has no unsafe code.</param>
    public static bool Holds(MetadataReader metadata, bool isSafe)
    {
        var hasData = false;
        foreach (var handle in metadata.FieldDefinitions)
        {
            // Caches of delegates and of dynamic calls. Initial values of arrays are data, and change only where somebody goes to great lengths.
            var kind = metadata.GetFieldDefinition(handle).Attributes;
            if (kind.HasFlag(FieldAttributes.Static) && (kind & (FieldAttributes.Literal | FieldAttributes.HasFieldRVA)) == 0) return false;
            hasData |= kind.HasFlag(FieldAttributes.HasFieldRVA);
        }

        foreach (var handle in metadata.TypeReferences)
        {
            var name = metadata.GetString(metadata.GetTypeReference(handle).Name);
            if (TellsOwner.Contains(name) || (hasData && MayWriteData.Contains(name))) return false;
        }

        return isSafe || !hasData;
    }

    private static bool MeansObject(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.ThisKeyword or SyntaxKind.BaseKeyword => true,
        // A variable becomes a property, and its accessor has such a name.
        SyntaxKind.IdentifierToken when token.ValueText.StartsWith("get_", StringComparison.Ordinal) => true,
        SyntaxKind.IdentifierToken => token.Parent is SimpleNameSyntax name && ObjectMembers.Contains(token.ValueText)
            && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name) && name.Parent is not MemberBindingExpressionSyntax,
        _ => false,
    };
}
