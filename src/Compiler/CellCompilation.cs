using System.Text;
using Distribute.Compiler.Analysis;
using Distribute.Compiler.Caching;
using Distribute.Compiler.Emission;
using Distribute.Compiler.Generation;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Microsoft.CodeAnalysis;

namespace Distribute.Compiler;

/// <summary>One compilation of one cell, from syntax to image.</summary>
internal sealed class CellCompilation(CellEmitter emitter, ParsedCell cell, CellMembers members, CompileRequest request)
{
    private readonly string _image = CellEmitter.NextImage();
    private readonly Scope _scope = request.Scope;

    /// <summary>Compiles against the part of the framework that cells have used so far and, when that fails, against all of it.</summary>
    public CompileResult Run(ImageCache cache, CancellationToken cancellationToken)
    {
        var quick = Run(cache, wholeFramework: false, cancellationToken);
        return quick.Image is not null ? quick : Run(cache, wholeFramework: true, cancellationToken);
    }

    private CompileResult Run(ImageCache cache, bool wholeFramework, CancellationToken cancellationToken)
    {
        foreach (var method in members.Methods)
        {
            method.IsOverloaded = method.Syntax.Body is not null || method.Syntax.ExpressionBody is not null;
            method.IsOverloaded &= members.Methods.Exists(other => other != method && other.Name == method.Name)
                || _scope.Lookup(method.Name).Any(s => s.Kind == CellSymbolKind.Method && s.Key != method.Signature);
        }

        var shared = new TextEdits();
        CellEdits.Apply(cell, members, shared);
        var shapes = AnonymousShapes.Rewrite(cell.Root, shared).Select(names => emitter.Shape(names, cancellationToken)).Distinct().ToArray();
        var usings = CellUsings.Read(cell, members, _scope, _image, shared);
        var mentions = ScopeUse.Mentions(cell.Root);
        foreach (var directive in usings.Earlier) mentions.UnionWith(directive.Split([' ', '.', ';', '=', '<', '>', ','], StringSplitOptions.RemoveEmptyEntries));
        var use = ScopeUse.Find(cell, members, _scope, mentions);
        var used = use.Symbols.Where(s => s.Kind == CellSymbolKind.Variable).Select(s => new BoundVariable(s.Name, s.SlotId, s.TypeSource!)).ToArray();
        var images = use.Symbols.Where(s => s.Kind != CellSymbolKind.Variable).Select(s => s.Image)
            .Concat(used.SelectMany(v => ImageLibrary.ImagesIn(v.TypeSource)))
            .Concat(members.Variables.Select(v => _scope.OwnVariable(v.Name)?.TypeSource).OfType<string>().SelectMany(ImageLibrary.ImagesIn))
            .Concat(shapes.Select(s => s.Name));
        var references = emitter.Library.References(images, emitter.Library.Replaced(use.Symbols, _scope)).ToArray();

        var probeText = new Lazy<SourceBuilder>(() => CellSource.Probe(cell, members, usings, use, used, shared, _image));
        var compilation = emitter.Create(_scope.References, references, wholeFramework);
        var probe = new ProbeModel(compilation, probeText, cell.Defines);

        var declared = Bind(probe, out var stay, out var types);
        var unnamed = members.Variables.FirstOrDefault(v => types.TryGetValue(v.Name, out var type) && !ProbeModel.CanBeSpelled(type));
        if (unnamed is not null)
        {
            return new CompileResult(null, [Diagnostics.At(cell, unnamed.Node.SpanStart, "error", "DST105",
                $"The type of '{unnamed.Name}' has no name that a later cell could use. Declare a delegate type for it, for example: delegate int F(ref int x); F {unnamed.Name} = ...")], false, []);
        }

        var changed = declared.Where(v => _scope.Variable(v.Name) is { } before && before.SlotId != v.SlotId).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        if (EarlyReads.Find(cell, members, changed, probe) is { } early) return new CompileResult(null, [early], false, []);

        var final = new TextEdits();
        var slotTypes = used.Concat(declared).ToDictionary(v => v.Name, v => v.TypeSource, StringComparer.Ordinal);
        var copies = new LocalCopies(cell.Root, members, probe, request).Find(use.Symbols.Where(s => s.Kind == CellSymbolKind.Variable), types);
        var walker = new FinalEdits(members, probe, final, cell.Root, slotTypes, members.Variables.Where(v => !stay.Contains(v.Name)),
            members.Variables.Select(v => v.Name).Where(name => !types.ContainsKey(name)).ToHashSet(StringComparer.Ordinal), copies, ReadOnly(use));
        walker.Run(cell.Root);
        if (walker.ReadOnlyWrites.Count > 0)
        {
            return new CompileResult(null, [.. walker.ReadOnlyWrites.Select(name => Diagnostics.At(cell, name.SpanStart, "error", "CS0191",
                $"'{name.Identifier.ValueText}' is declared readonly and keeps its value. To give it another one, declare it again."))], false, []);
        }

        final.AddAll(shared);

        var isObject = Reentrance.FitsObject(cell, members, walker.IsHot);
        var aliases = isObject ? SlotAliases.Find(cell, members, used, declared, request.Assigned) : null;
        var isSafe = !cell.Text.Contains("unsafe", StringComparison.Ordinal) && !cell.Text.Contains("SkipLocalsInit", StringComparison.Ordinal);
        // Without documentation, or it would be written again with the lines.
        var hasLines = !isObject || !request.MayMakeLinesLater || cell.IsDocumented || _scope.References.Any() || !Reentrance.MayHaveLinesLater(cell, use.Symbols);
        using var documentation = cell.IsDocumented ? new MemoryStream() : null;
        var (text, pe, pdb, diagnostics) = Emit();
        if (pe is not null && CallerNames.ShowIn(pe, _image))
        {
            CallerNames.Apply(cell.Root, members, probe, final);
            (text, pe, pdb, diagnostics) = Emit();
        }

        var messages = new CellMessages(cell, request, _image);
        var told = messages.Tell(text, diagnostics);
        var untyped = Untyped(probe, stay, types);
        if (untyped.Count > 0)
        {
            var others = diagnostics.Where(d => text.ToOriginal(d.Location.SourceSpan.Start) is var at and >= 0 && !untyped.Any(u => u.Span.Contains(at)));
            told = [.. messages.Tell(probeText.Value, untyped.SelectMany(u => u.Errors)), .. messages.Tell(text, others)];
            return new CompileResult(null, [.. told.Distinct().OrderBy(d => d.Line).ThenBy(d => d.Column)], false, []);
        }

        if (pe is null) return new CompileResult(null, told, false, []);

        var (dependencies, isReentrant) = CellEmitter.Read(pe, isSafe);
        var symbols = new SymbolTable(members, _scope, use, _image).Build(declared, stay, types, walker.Captured);
        var image = new CellImage
        {
            Name = _image,
            Pe = WrittenNames.Apply(pe),
            Pdb = pdb!,
            MakePdb = hasLines ? null : CellEmitter.PdbLater(_image, pe, compilation, text.ToString(), cell.Defines, isSafe),
            EntryTypeName = $"{Names.Root}.{_image}.{Names.Body}",
            IsAsync = members.IsAsync,
            IsHot = walker.IsHot,
            Slots = [.. used.Concat(declared).Select(v => new SlotBinding(v.SlotId, v.Name))],
            AsksRank = CellSource.AsksRank(cell, members, final, isObject),
            Dependencies = dependencies,
            IsReentrant = isObject && isReentrant,
            Declares = symbols,
            Uses = SymbolTable.Closure(use.Symbols),
            Assigns = walker.Assigned,
            Usings = usings.Texts,
            TypeNames = SymbolTable.TypeNames(members, _image),
        };
        emitter.Library.Add(image, pe, documentation is null ? null : new CellDocumentation(Encoding.UTF8.GetString(documentation.ToArray())));
        if (wholeFramework) emitter.Learn(pe);
        var result = new CompileResult(image, told, false, shapes);
        if (!HasStaticState()) Remember(cache, result, use, usings, mentions, used.Where(v => copies.ContainsKey(v.Name) || aliases?.Contains(v.Name) == true).Select(v => v.SlotId).ToArray());
        return result;

        (SourceBuilder Text, byte[]? Pe, byte[]? Pdb, IReadOnlyList<Diagnostic> Diagnostics) Emit()
        {
            var source = CellSource.Final(cell, members, usings, use, used, declared, final, walker.Imports, _image, walker.IsHot, aliases, copies);
            documentation?.SetLength(0);
            var tree = CellEmitter.Parse(source.ToString(), cell.Defines, cancellationToken, documentation is not null);
            var (file, symbolFile, told) = CellEmitter.Emit(_image, compilation.AddSyntaxTrees(tree), !walker.IsHot, isSafe, cancellationToken, documentation, hasLines);
            return (source, file, symbolFile, told);
        }
    }

    // The type of each declared variable: bound, or that of the variable it continues, or dynamic so that the final
    // compilation can say what is wrong with its initializer.
    private List<BoundVariable> Bind(ProbeModel probe, out HashSet<string> stay, out Dictionary<string, ITypeSymbol> types)
    {
        var declared = new List<BoundVariable>();
        stay = new HashSet<string>(StringComparer.Ordinal);
        types = new Dictionary<string, ITypeSymbol>(StringComparer.Ordinal);
        foreach (var variable in members.Variables)
        {
            var type = probe.TypeOf(variable);
            if (type is not null && ProbeModel.StaysInCell(type))
            {
                stay.Add(variable.Name);
                continue;
            }

            if (type is not null) types[variable.Name] = type;
            var before = _scope.OwnVariable(variable.Name);
            var source = type is null ? before?.TypeSource ?? "dynamic" : ProbeModel.Spell(type);
            var slot = before is not null && before.TypeSource == source ? before.SlotId : CellEmitter.NextSlot();
            declared.Add(new BoundVariable(variable.Name, slot, source));
        }

        return declared;
    }

    private HashSet<string> ReadOnly(ScopeUse use) =>
        [.. use.Symbols.Where(s => s.IsReadOnly).Select(s => s.Name), .. members.Variables.Where(v => v.IsReadOnly).Select(v => v.Name)];

    // The final file has no word for "var", so the probe tells why a variable's type is not known.
    private IReadOnlyList<(Microsoft.CodeAnalysis.Text.TextSpan Span, IReadOnlyList<Diagnostic> Errors)> Untyped(
        ProbeModel probe, IReadOnlySet<string> stay, IReadOnlyDictionary<string, ITypeSymbol> types) =>
        [.. members.Variables.Where(v => v.IsStatement && v.Type is { IsVar: true } && !stay.Contains(v.Name) && !types.ContainsKey(v.Name))
            .Select(v => (v.Node.Span, probe.ErrorsOf(v, name => _scope.Variable(name) is not null))).Where(u => u.Item2.Count > 0)];

    // Running such a cell again starts its statics afresh, so it gets a new assembly each time.
    private bool HasStaticState() =>
        members.Properties.Count > 0 || members.Types.Count > 0 && cell.Root.DescendantTokens().Any(t => t.RawKind == (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.StaticKeyword);

    private void Remember(ImageCache cache, CompileResult result, ScopeUse use, CellUsings usings, IReadOnlyCollection<string> mentions, IReadOnlyList<int> needed)
    {
        var own = result.Image!.Declares.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var names = mentions.Where(name => !own.Contains(name)).Select(name => (name, _scope.Lookup(name))).ToArray();
        var extensions = use.ImplicitLookups
            .Select(name => (name, (IReadOnlyList<CellSymbol>)[.. _scope.LookupExtensions(name)])).ToArray();
        cache.Add(request.Text, new ImageCache.Entry(result, names, extensions, [.. usings.Earlier.Except(usings.Texts)], [.. _scope.References], needed));
    }
}
