using Distribute.Compiler.Analysis;
using Distribute.Compiler.Parsing;
using Distribute.Contracts.Images;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distribute.Compiler.Generation;

/// <summary>A variable as generated code has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SlotId">Its slot.</param>
/// <param name="TypeSource">Its type, as any cell may spell it.</param>
internal sealed record BoundVariable(string Name, int SlotId, string TypeSource);

/// <summary>
/// Writes the ordinary C# file that a cell becomes. First as a probe, where top-level variables are locals, to learn their
/// types; then for good, where each is a member over the rank's slot.
/// </summary>
internal sealed class CellSource
{
    private readonly ParsedCell _cell;
    private readonly CellMembers _members;
    private readonly CellUsings _usings;
    private readonly TextEdits _edits;
    private readonly SourceBuilder _out;
    private readonly string _image;
    private readonly IReadOnlySet<CellMethod> _overloaded;
    private readonly bool _isProbe;
    private readonly bool _isOnce;
    private readonly bool _asksRank;
    private readonly string _static;
    private IReadOnlyDictionary<string, LocalCopy> _copies = new Dictionary<string, LocalCopy>();
    private IReadOnlySet<string> _aliases = new HashSet<string>();

    private CellSource(ParsedCell cell, CellMembers members, CellUsings usings, TextEdits edits, string image, bool isProbe, bool isOnce = false, bool isObject = false)
    {
        _isOnce = isOnce;
        _static = isObject ? "" : "static ";
        _overloaded = members.Methods.Where(m => m.IsOverloaded).ToHashSet();
        _cell = cell;
        _members = members;
        _usings = usings;
        _edits = edits;
        _image = image;
        _isProbe = isProbe;
        _asksRank = cell.Text.Contains(Names.ProcessPrefix, StringComparison.Ordinal) || (!isProbe && AsksRank(cell, members, edits, isObject));
        _out = new SourceBuilder(cell.Text, image, cell.LineStarts);
    }

    /// <summary>Whether the file that is emitted has a field that tells the rank.</summary>
    public static bool AsksRank(ParsedCell cell, CellMembers members, TextEdits edits, bool isObject) =>
        (members.Actions.Count > 1 && !isObject) || cell.Text.Contains(Names.ProcessPrefix, StringComparison.Ordinal) || edits.Brings(Names.Info) || edits.Brings(Names.FlagOf(0));

    /// <summary>The file that binds the cell's names without slots.</summary>
    public static SourceBuilder Probe(
        ParsedCell cell, CellMembers members, CellUsings usings, ScopeUse use, IReadOnlyList<BoundVariable> used, TextEdits edits, string image) =>
        new CellSource(cell, members, usings, edits, image, isProbe: true).Write(use, used, [], "");

    /// <summary>The file that is emitted.</summary>
    /// <param name="used">Variables of earlier cells that the cell uses.</param>
    /// <param name="declared">Variables that the cell declares and that persist.</param>
    /// <param name="guards">Using directives that its guarded calls need.</param>
    /// <param name="copies">Variables that are kept in a local as well.</param>
    /// <param name="isHot">Whether its code may run long.</param>
    /// <param name="aliases">Variables that have a ref local, where the top level stands in an object; null where it stands in a static class.</param>
    public static SourceBuilder Final(
        ParsedCell cell, CellMembers members, CellUsings usings, ScopeUse use,
        IReadOnlyList<BoundVariable> used, IReadOnlyList<BoundVariable> declared, TextEdits edits, string guards, string image, bool isHot, IReadOnlySet<string>? aliases,
        IReadOnlyDictionary<string, LocalCopy> copies) =>
        new CellSource(cell, members, usings, edits, image, isProbe: false, isOnce: !isHot, aliases is not null) { _copies = copies, _aliases = aliases ?? new HashSet<string>() }.Write(use, used, declared, guards);

    private SourceBuilder Write(ScopeUse use, IReadOnlyList<BoundVariable> used, IReadOnlyList<BoundVariable> declared, string guards)
    {
        var imports = guards + Imports(use, used, declared);
        _out.Line("#line hidden");
        // Saying that annotations count costs emitted attributes; without a question mark there is nothing to annotate.
        if (_cell.Text.Contains('?', StringComparison.Ordinal)) _out.Line("#nullable enable annotations");
        _out.Add(CellUsings.Defaults);
        _out.Line($"namespace {Names.Root} {{");
        WriteUsings();
        _out.Line($"namespace {_image} {{").Add(imports);
        if (_static.Length > 0)
            foreach (var variable in used.Concat(declared)) WriteHolder(variable);
        WriteConstants();
        WriteMethods();
        WriteProperties();
        WriteTypes();
        WriteExtensionBlocks();
        WriteBody([.. used, .. declared]);
        _out.Line("}\n}");
        WriteNamespaces(imports);
        return _out;
    }

    private void WriteUsings()
    {
        foreach (var directive in _usings.Earlier) _out.Add(directive).Add(" ");
        _out.Add("\n");
        foreach (var directive in _usings.Own) _out.Cell(directive.SpanStart, directive.Span.End, _edits);
    }

    private string Imports(ScopeUse use, IReadOnlyList<BoundVariable> used, IReadOnlyList<BoundVariable> declared)
    {
        var here = $"global::{Names.Root}.{_image}.";
        IEnumerable<string> imports = use.Symbols.Where(s => s.Import.Length > 0).Select(s => s.Import)
            .Concat(used.Concat(declared).Where(v => _static.Length > 0 && IsMentionedAgain(v.Name)).Select(v => $"static {here}{Names.VariableHolder(v.Name)}"))
            .Concat(_members.Constants.Select(c => $"static {here}k_{c.Identifier.ValueText}"))
            .Concat(_members.Methods.Select(m => $"static {here}{m.Holder}"))
            .Concat(_members.Methods.Where(m => m.IsExtension).Select(m => $"static {here}{m.Holder}_plain"))
            .Concat(_members.Properties.Select(p => $"static {here}p_{p.Identifier.ValueText}"))
            .Concat(_members.Types.Select(t => here + t.Namespace))
            .Concat(_members.ExtensionBlocks.Select((_, i) => $"static {here}x{i}"))
            .Concat(_static.Length > 0 && (_asksRank || used.Count + declared.Count > 0) ? [$"static {here}{Names.Body}"] : []);
        return string.Concat(imports.Distinct().Select(import => $"using {import}; ")) + "\n";
    }

    // Only where it is read: each class and each member costs the compiler about as much as a statement.
    private void WriteHolder(BoundVariable variable)
    {
        if (!IsMentionedAgain(variable.Name)) return;
        _out.Line($"public static class {Names.VariableHolder(variable.Name)} {{ "
            + $"public static ref {variable.TypeSource} {Names.Escape(variable.Name)} => ref {Names.Body}.{Names.Slot(variable.Name)}.Ref; }}");
    }

    // The top level's own class, where nothing else can see the variable.
    private void WriteAccessor(BoundVariable variable)
    {
        if (IsMentionedAgain(variable.Name) && !_aliases.Contains(variable.Name))
            _out.Line($"public ref {variable.TypeSource} {Names.Escape(variable.Name)} => ref {Names.Slot(variable.Name)}.Ref;");
    }

    // A name that stands in the text only once is only declared there.
    private bool IsMentionedAgain(string name) =>
        _cell.Text.IndexOf(name, StringComparison.Ordinal) is var first && (first < 0 || _cell.Text.IndexOf(name, first + name.Length, StringComparison.Ordinal) >= 0)
        || !_members.Variables.Exists(v => v.Name == name);

    private void WriteConstants()
    {
        foreach (var constant in _members.Constants)
        {
            var type = ((VariableDeclarationSyntax)constant.Parent!).Type;
            _out.Add($"public static class k_{constant.Identifier.ValueText} {{ public const ")
                .Cell(type.SpanStart, type.Span.End, _edits)
                .Cell(constant.SpanStart, constant.Span.End, _edits, after: ";")
                .Line("}");
        }
    }

    private void WriteMethods()
    {
        foreach (var method in _members.Methods)
        {
            var isOverloaded = _overloaded.Contains(method);
            _out.Add($"public static partial class {(isOverloaded ? method.Body : method.Holder)} {{ ");
            _out.Cell(isOverloaded ? method.Syntax.SpanStart : ParsedCell.DocumentedStart(method.Syntax), method.Syntax.Span.End, _edits).Line("}");
            if (isOverloaded) WriteForwarder(method, method.Holder, keepThis: true);
            if (method.IsExtension) WriteForwarder(method, method.Holder + "_plain", keepThis: false);
        }
    }

    // Inside of a class its own methods hide all others of the name, so a body that may call other overloads stands in a class
    // without that name. And an extension method is also a plain method of the notebook, which a using static would not show.
    private void WriteForwarder(CellMethod method, string holder, bool keepThis)
    {
        var syntax = method.Syntax;
        var parameters = syntax.ParameterList.Parameters;
        var arguments = string.Join(", ", parameters.Select(p =>
            (p.Modifiers.Any(SyntaxKind.RefKeyword) ? "ref " : p.Modifiers.Any(SyntaxKind.OutKeyword) ? "out " : "") + p.Identifier.Text));
        var declared = string.Join(", ", parameters.Select(p => keepThis ? p.NormalizeWhitespace().ToFullString()
            : p.WithModifiers(new SyntaxTokenList(p.Modifiers.Where(m => !m.IsKind(SyntaxKind.ThisKeyword)))).NormalizeWhitespace().ToFullString()));
        var target = _overloaded.Contains(method) ? $"{method.Body}.{Names.Overload(syntax.Identifier.ValueText)}" : $"{method.Holder}.{syntax.Identifier.Text}";
        var words = (syntax.Modifiers.Any(SyntaxKind.UnsafeKeyword) ? "unsafe " : "") + syntax.ReturnType;
        var about = _cell.Text[ParsedCell.DocumentedStart(syntax)..syntax.SpanStart];
        if (about.Length > 0) about = $"\n{about}\n";
        _out.Line($"public static partial class {holder} {{ {about}public static {words} {syntax.Identifier.Text}{syntax.TypeParameterList}({declared}) "
            + $"{string.Join(' ', syntax.ConstraintClauses)} => {(syntax.ReturnType is RefTypeSyntax ? "ref " : "")}{target}{syntax.TypeParameterList}({arguments}); }}");
    }

    private void WriteProperties()
    {
        foreach (var property in _members.Properties)
            _out.Add($"public static class p_{property.Identifier.ValueText} {{ ").Cell(ParsedCell.DocumentedStart(property), property.Span.End, _edits).Line("}");
    }

    private void WriteTypes()
    {
        foreach (var types in _members.Types)
        {
            _out.Add($"namespace {types.Namespace} {{ ");
            foreach (var type in types.Declarations) _out.Cell(ParsedCell.DocumentedStart(type), type.Span.End, _edits);
            _out.Line("}");
        }
    }

    private void WriteExtensionBlocks()
    {
        for (var i = 0; i < _members.ExtensionBlocks.Count; i++)
        {
            var block = _members.ExtensionBlocks[i];
            _out.Add($"public static class x{i} {{ ").Cell(block.SpanStart, block.Span.End, _edits).Line("}");
        }
    }

    private void WriteBody(IReadOnlyList<BoundVariable> variables)
    {
        var isAsync = _isProbe || _members.IsAsync;
        // Never inlined, so that its frame tells the cell's line.
        var attribute = _isProbe || _isOnce ? "" : "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)] ";
        _out.Line($"public {_static}class {Names.Body} {{");
        WriteFields(variables);
        if (_static.Length == 0)
            foreach (var variable in variables) WriteAccessor(variable);
        _out.Line($"{attribute}public {_static}{(isAsync ? "async global::System.Threading.Tasks.Task<object?>" : "object?")} {CellImage.RunMethod}() {{");
        var isObject = _static.Length == 0;
        if (!_isProbe && ((_members.Actions.Count > 1 && !isObject) || _edits.Brings(Names.FlagOf(0)))) _out.Line(Names.Flag(0));
        if (!_isProbe) WriteCopies(variables);
        foreach (var variable in variables.Where(variable => _aliases.Contains(variable.Name) && IsMentionedAgain(variable.Name)))
            _out.Line($"ref {variable.TypeSource} {Names.Escape(variable.Name)} = ref {Names.Slot(variable.Name)}.Value;");
        for (var i = 0; i < _members.Actions.Count; i++)
        {
            // What a lost run comes back to must not go on to the next statement.
            if (i > 0 && !_isProbe) _out.Line(isObject ? Names.PollRun : Names.PollFlag(0));
            WriteAction(_members.Actions[i]);
        }

        _out.Line($"return {Names.NoResult};").Line("}\n}");
    }

    private void WriteCopies(IReadOnlyList<BoundVariable> variables)
    {
        foreach (var variable in variables)
        {
            if (!_copies.TryGetValue(variable.Name, out var copy)) continue;
            var value = copy.IsDeclared ? "default!" : $"{Names.Slot(variable.Name)}.Value";
            _out.Line($"var {Names.CopySlot(variable.Name)} = {Names.Slot(variable.Name)}; {variable.TypeSource} {Names.Escape(variable.Name)} = {value};");
        }
    }

    private void WriteAction(MemberDeclarationSyntax action)
    {
        if (action is PropertyDeclarationSyntax property)
        {
            WriteInitializer(property);
            return;
        }

        var hidden = _cell.HiddenStart(action);
        var start = hidden >= 0 ? hidden : action.SpanStart;
        // The missing semicolon stands behind the comments that follow the result.
        if (_members.Result is { } result && action == result.Parent) _out.Cell(start, result.Expression.Span.End, _edits, after: ";");
        else _out.Cell(start, action.Span.End, _edits);
    }

    private void WriteInitializer(PropertyDeclarationSyntax property)
    {
        if (_isProbe) return;
        if (CellEdits.HasSetter(property))
        {
            var value = property.Initializer!.Value;
            _out.Cell(value.SpanStart, value.Span.End, _edits, before: $"{property.Identifier.Text} = ", after: ";");
        }
        else
        {
            _out.Line($"global::System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(p_{property.Identifier.ValueText}).TypeHandle);");
        }
    }

    // What the rank fills in. No code of the cell's does that: it would have to be compiled on each rank, to run once.
    private void WriteFields(IReadOnlyList<BoundVariable> variables)
    {
        if (_asksRank)
            _out.Line($"public {_static}{Names.Runtime}.RankInfo {Names.Info}; "
                + $"public {_static}int {Names.ProcessId} => {Names.Info}.Rank; public {_static}int {Names.ProcessCount} => {Names.Info}.Count;");
        foreach (var variable in variables) _out.Line($"public {_static}{Names.Runtime}.Slot<{variable.TypeSource}> {Names.Slot(variable.Name)};");
    }

    private void WriteNamespaces(string imports)
    {
        foreach (var space in _members.Namespaces)
        {
            var members = space.Members;
            if (members.Count == 0) continue;
            _out.Line($"namespace {space.Name} {{").Add(string.Join(' ', _usings.Earlier)).Add(" ").Add(string.Join(' ', _usings.Texts)).Add(" ").Add(imports);
            foreach (var directive in space.Usings) _out.Cell(directive.SpanStart, directive.Span.End, _edits);
            _out.Cell(ParsedCell.DocumentedStart(members[0]), members.Last().Span.End, _edits).Line("}");
        }
    }
}
