using Distribute.Compiler.Emission;
using Distribute.Compiler.Generation;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Analysis;

/// <summary>Describes what a cell declares to the cells after it.</summary>
internal sealed class SymbolTable(CellMembers members, Scope scope, ScopeUse use, string image)
{
    private readonly List<CellSymbol> _symbols = [];

    // Symbols that are filled in after all are known: methods may use each other.
    private readonly List<(List<CellSymbol> Uses, SyntaxNode Node)> _pending = [];

    public IReadOnlyList<CellSymbol> Build(
        IReadOnlyList<BoundVariable> variables, IReadOnlySet<string> cellLocal, IReadOnlyDictionary<string, ITypeSymbol> types, IReadOnlySet<string> captured)
    {
        AddTypes();
        AddMethods();
        AddVariables(variables, types, captured);
        foreach (var name in cellLocal.Concat(members.HiddenLocals)) Add(CellSymbolKind.CellLocal, name);
        foreach (var constant in members.Constants)
            Add(CellSymbolKind.Constant, constant.Identifier.ValueText, import: $"static {Here}k_{constant.Identifier.ValueText}");
        foreach (var property in members.Properties)
            Add(CellSymbolKind.Property, property.Identifier.ValueText, import: $"static {Here}p_{property.Identifier.ValueText}", node: property, keepsValue: CellEdits.KeepsValue(property));
        AddExtensionBlocks();
        AddNamespaces();
        foreach (var (uses, node) in _pending) uses.AddRange(UsesOf(node));
        return _symbols;
    }

    /// <summary>Symbols with everything that they use through methods and types.</summary>
    public static IReadOnlyList<CellSymbol> Closure(IEnumerable<CellSymbol> symbols)
    {
        var seen = new HashSet<CellSymbol>(ReferenceEqualityComparer.Instance);
        var open = new Stack<CellSymbol>(symbols);
        while (open.TryPop(out var symbol))
        {
            if (!seen.Add(symbol)) continue;
            foreach (var next in symbol.Uses) open.Push(next);
        }

        return [.. seen];
    }

    public static IReadOnlyDictionary<string, string> TypeNames(CellMembers members, string image) =>
        members.Types.ToDictionary(t => $"{Names.Root}.{image}.{t.Namespace}.{t.Name}", t => t.Name);

    private string Here => $"global::{Names.Root}.{image}.";

    private void AddTypes()
    {
        foreach (var types in members.Types)
        {
            if (types.IsFileLocal)
            {
                // What the name meant before, it means again; one that meant nothing can be told why.
                if (scope.Lookup(types.Name).IsEmpty) Add(CellSymbolKind.CellLocal, types.Name, CellMessages.FileLocal);
                continue;
            }

            foreach (var arity in types.Declarations.GroupBy(ScopeUse.Arity))
            {
                var extensions = arity.SelectMany(ExtensionNames).Distinct().ToArray();
                Add(CellSymbolKind.Type, types.Name, "`" + arity.Key, Here + types.Namespace, arity.First(), extensions);
                foreach (var part in arity.Skip(1)) _pending.Add(((List<CellSymbol>)_symbols[^1].Uses, part));
            }
        }
    }

    private void AddMethods()
    {
        foreach (var method in members.Methods)
        {
            Add(CellSymbolKind.Method, method.Name, method.Signature, $"static {Here}{method.Holder}", method.Syntax, method.IsExtension ? [method.Name] : []);
            if (method.IsExtension) // the plain form, which can be called by name
                Add(CellSymbolKind.Method, method.Name, method.Signature + "plain", $"static {Here}{method.Holder}_plain", method.Syntax);
        }
    }

    private void AddVariables(IReadOnlyList<BoundVariable> variables, IReadOnlyDictionary<string, ITypeSymbol> types, IReadOnlySet<string> captured)
    {
        foreach (var variable in variables)
        {
            var before = scope.OwnVariable(variable.Name);
            var uses = types.TryGetValue(variable.Name, out var type) ? TypesOf(type).ToList() : before?.Uses.ToList() ?? [];
            _symbols.Add(new CellSymbol
            {
                Kind = CellSymbolKind.Variable,
                Name = variable.Name,
                Image = image,
                SlotId = variable.SlotId,
                TypeSource = variable.TypeSource,
                TypeDisplay = type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) ?? TypeText.Display(variable.TypeSource),
                Captured = captured.Contains(variable.Name) || (before?.SlotId == variable.SlotId && before.Captured),
                AlwaysAssigned = members.Variables.First(v => v.Name == variable.Name).Node is VariableDeclaratorSyntax,
                IsReadOnly = members.Variables.First(v => v.Name == variable.Name).IsReadOnly,
                Uses = uses,
            });
        }
    }

    private void AddExtensionBlocks()
    {
        for (var i = 0; i < members.ExtensionBlocks.Count; i++)
        {
            var block = members.ExtensionBlocks[i];
            foreach (var member in block.Members)
            {
                var name = MemberName(member);
                Add(CellSymbolKind.Extensions, $"extension({block.ParameterList?.Parameters.FirstOrDefault()?.Type}).{name}", "", $"static {Here}x{i}", block, [name]);
            }
        }
    }

    private void AddNamespaces()
    {
        foreach (var space in members.Namespaces)
        {
            foreach (var type in space.DescendantNodes(n => n is BaseNamespaceDeclarationSyntax).OfType<MemberDeclarationSyntax>())
            {
                if (type is not (BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)) continue;
                var names = type.AncestorsAndSelf().Select(MemberPath).OfType<string>().Reverse();
                var root = space.Name.ToString().Split('.')[0];
                Add(CellSymbolKind.Namespace, root, string.Join('.', names) + "`" + ScopeUse.Arity(type), "", type, ExtensionNames(type).ToArray());
            }
        }
    }

    private static string? MemberPath(SyntaxNode node) => node switch
    {
        BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        DelegateDeclarationSyntax type => type.Identifier.ValueText,
        _ => null,
    };

    private void Add(
        CellSymbolKind kind, string name, string key = "", string import = "", SyntaxNode? node = null, IReadOnlyList<string>? extensions = null, bool keepsValue = false)
    {
        var uses = new List<CellSymbol>();
        if (node is not null) _pending.Add((uses, node));
        _symbols.Add(new CellSymbol
        {
            Kind = kind,
            Name = name,
            Key = key,
            Image = image,
            Import = import,
            KeepsValue = keepsValue,
            ExtensionNames = extensions ?? [],
            Uses = uses,
            TypeSource = kind == CellSymbolKind.Type && key == "`0" ? $"{import}.{name}" : null,
        });
    }

    private IEnumerable<CellSymbol> UsesOf(SyntaxNode node)
    {
        var mentions = ScopeUse.Mentions(node);
        var own = _symbols.Where(s => mentions.Contains(s.Name));
        return use.ByName.Where(entry => mentions.Contains(entry.Name)).SelectMany(entry => entry.Symbols)
            .Concat(use.Extensions.Where(s => s.ExtensionNames.Any(mentions.Contains)))
            .Concat(own).Distinct();
    }

    // The cell types that a variable's type is made of, so that gathering it can make them known to the notebook.
    private IEnumerable<CellSymbol> TypesOf(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return TypesOf(array.ElementType);
            case INamedTypeSymbol named:
                var inner = named.TypeArguments.SelectMany(TypesOf);
                var known = _symbols.Where(s => s.Kind == CellSymbolKind.Type && s.Name == named.Name)
                    .Concat(use.ByName.SelectMany(e => e.Symbols).Concat(scope.Lookup(named.Name)).Where(s => s.Kind == CellSymbolKind.Type && s.Name == named.Name));
                var match = known.FirstOrDefault(s => named.ContainingAssembly?.Name == s.Image || named.ContainingAssembly?.Name == CellEmitter.CompilationName && s.Image == image);
                return match is null ? inner : inner.Append(match);
            default:
                return [];
        }
    }

    private static IEnumerable<string> ExtensionNames(MemberDeclarationSyntax member)
    {
        if (member is not ClassDeclarationSyntax type || !type.Modifiers.Any(SyntaxKind.StaticKeyword)) yield break;
        foreach (var inner in type.Members)
        {
            if (inner is MethodDeclarationSyntax method && method.ParameterList.Parameters.FirstOrDefault()?.Modifiers.Any(SyntaxKind.ThisKeyword) == true)
                yield return method.Identifier.ValueText;
            if (inner is ExtensionBlockDeclarationSyntax block)
                foreach (var extended in block.Members) yield return MemberName(extended);
        }
    }

    private static string MemberName(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => ScopeUse.OperatorName,
    };
}
