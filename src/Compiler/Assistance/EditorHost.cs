using System.Reflection;
using Distribute.Compiler.Assistance.Composition;
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
    private static readonly string[] Unneeded = ["ImportCompletionProvider", "SnippetCompletionProvider"];

    // Half of the parts change code on request, and no front end requests it.
    private static readonly string[] UnneededExports = ["ExportCodeFixProviderAttribute", "ExportCodeRefactoringProviderAttribute"];

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
        return new AdhocWorkspace(MefHostServices.Create(new PartContainer(assemblies, IsNeeded)));
    }

    private static bool IsNeeded(string type, string export) =>
        !UnneededExports.Contains(export) && !Unneeded.Any(word => type.EndsWith(word, StringComparison.Ordinal));
}
