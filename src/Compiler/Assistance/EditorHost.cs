using System.Composition.Hosting;
using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.CSharp.Formatting;
using Microsoft.CodeAnalysis.Host.Mef;

namespace Distribute.Compiler.Assistance;

/// <summary>
/// Roslyn's editor services, composed of the parts that an answer may need. One for the process, made when first asked for:
/// no program that only runs cells loads these assemblies.
/// </summary>
internal static class EditorHost
{
    // What a cell never asks for. Names that are not imported yet cannot be offered, since a front end writes one piece of
    // text and not a using directive besides; and looking for them takes longer than everything else.
    private static readonly string[] Unneeded =
    [
        "ImportCompletionProvider", "SnippetCompletionProvider",
    ];

    private static readonly Lazy<AdhocWorkspace> Shared = new(Create);

    /// <summary>The workspace whose empty solution all documents begin from; it is never changed.</summary>
    public static Solution Empty => Shared.Value.CurrentSolution;

    private static AdhocWorkspace Create()
    {
        Assembly[] assemblies =
        [
            typeof(Workspace).Assembly,
            typeof(CSharpFormattingOptions).Assembly,
            typeof(CompletionService).Assembly,
            Assembly.Load(typeof(CompletionService).Assembly.FullName!.Replace("CodeAnalysis.Features", "CodeAnalysis.CSharp.Features", StringComparison.Ordinal)),
        ];
        var container = new ContainerConfiguration().WithParts(assemblies.SelectMany(Parts)).CreateContainer();
        return new AdhocWorkspace(MefHostServices.Create(container));
    }

    // Asking the runtime for all types of an assembly makes it load ten thousand; its metadata names the few that are exported.
    private static IEnumerable<Type> Parts(Assembly assembly) => Exported(assembly)
        .Where(name => !Unneeded.Any(word => name.EndsWith(word, StringComparison.Ordinal)))
        .Select(name => assembly.GetType(name, throwOnError: true)!);

    private static unsafe List<string> Exported(Assembly assembly)
    {
        if (!assembly.TryGetRawMetadata(out var blob, out var length)) throw new InvalidOperationException($"{assembly.GetName().Name} has no metadata.");
        var reader = new MetadataReader(blob, length);
        var exported = new List<string>();
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if ((type.Attributes & TypeAttributes.Abstract) == 0 && type.GetCustomAttributes().Any(attribute => IsExport(reader, attribute))) exported.Add(NameOf(reader, type));
        }

        return exported;
    }

    private static bool IsExport(MetadataReader reader, CustomAttributeHandle handle)
    {
        var constructor = reader.GetCustomAttribute(handle).Constructor;
        var type = constructor.Kind == HandleKind.MemberReference
            ? reader.GetMemberReference((MemberReferenceHandle)constructor).Parent
            : reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType();
        var name = type.Kind switch
        {
            HandleKind.TypeReference => reader.GetTypeReference((TypeReferenceHandle)type).Name,
            HandleKind.TypeDefinition => reader.GetTypeDefinition((TypeDefinitionHandle)type).Name,
            _ => default,
        };
        return reader.GetString(name) is var text && (text.StartsWith("Export", StringComparison.Ordinal) || text.EndsWith("FactoryAttribute", StringComparison.Ordinal));
    }

    private static string NameOf(MetadataReader reader, TypeDefinition type)
    {
        var name = reader.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil) return $"{NameOf(reader, reader.GetTypeDefinition(type.GetDeclaringType()))}+{name}";
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
