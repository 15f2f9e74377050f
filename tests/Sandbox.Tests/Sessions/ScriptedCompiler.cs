using System.Globalization;
using System.Text;
using Distribute.Contracts.Compilation;
using Distribute.Contracts.Images;
using Distribute.Contracts.References;

namespace Distribute.Sandbox.Tests.Sessions;

/// <summary>
/// Compiles a language of one-word statements, so that tests of the session need no C#. One statement a line:
/// <c>var x = 1</c>, <c>x = 1</c>, <c>use x</c>, <c>def F x y</c>, <c>type T</c>, <c>call F</c>, <c>print text</c>,
/// <c>fail</c>, <c>fail on 1</c>, <c>die on 1</c>, <c>hang</c>, <c>hang on 1</c>, <c>hold</c>, <c>stuck</c>, <c>bad</c>. Values: an integer, <c>rank</c>, <c>'text'</c>,
/// <c>[1,2,3]</c>, <c>none</c> (declares and leaves without a value), <c>secret</c> (refuses to be copied).
/// </summary>
internal sealed class ScriptedCompiler : ICellCompiler
{
    private readonly Dictionary<string, CompileResult> _cache = [];
    private int _images;
    private int _slots;

    public List<CompileRequest> Requests { get; } = [];

    public CellDirectives ReadDirectives(string text)
    {
        var lines = text.Split('\n');
        var references = new List<ReferenceDirective>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("#r ", StringComparison.Ordinal)) continue;
            var named = lines[i][3..].Trim('"');
            lines[i] = "";
            if (named.StartsWith("nuget:", StringComparison.Ordinal))
            {
                var parts = named[6..].Split(',', StringSplitOptions.TrimEntries);
                references.Add(new ReferenceDirective(i + 1, named, parts[0], parts.ElementAtOrDefault(1), null));
            }
            else
            {
                references.Add(new ReferenceDirective(i + 1, named, null, null, named));
            }
        }

        return new CellDirectives(string.Join('\n', lines), references, [], []);
    }

    public CompileResult Compile(CompileRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests.Add(request);
        var cell = new Translation(request.Scope, () => ++_slots);
        var error = cell.Translate(request.Text);
        if (error is not null) return new CompileResult(null, [error], false, []);
        var key = request.Text + "|" + cell.Schema;
        if (_cache.TryGetValue(key, out var known)) return known with { FromCache = true };
        var result = new CompileResult(cell.Image($"Cell{++_images}"), [], false, []);
        _cache[key] = result;
        return result;
    }

    public CompileResult CompileDeclarations(Scope scope, IReadOnlyList<(string Name, string TypeSource)> variables, CancellationToken cancellationToken)
    {
        var cell = new Translation(scope, () => ++_slots);
        foreach (var (name, type) in variables) cell.Declare(name, type);
        return new CompileResult(cell.Image($"Cell{++_images}"), [], false, []);
    }

    public void WarmUp() { }

    /// <summary>One cell on its way from text to program.</summary>
    private sealed class Translation(Scope scope, Func<int> nextSlot)
    {
        private readonly StringBuilder _program = new();
        private readonly List<CellSymbol> _declares = [];
        private readonly List<CellSymbol> _uses = [];
        private readonly List<string> _assigns = [];
        private readonly List<int> _slots = [];

        public string Schema => string.Join(',', _uses.Select(symbol => symbol.Image + symbol.Name)) + ";" + string.Join(',', _slots);

        public CellDiagnostic? Translate(string text)
        {
            var lines = text.Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                var words = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length == 0) continue;
                if (!Statement(words, lines[i])) return new CellDiagnostic("error", "CS0103", $"line: {lines[i]}", i + 1, 1);
            }

            return null;
        }

        public CellSymbol Declare(string name, string type)
        {
            var before = _declares.LastOrDefault(symbol => symbol.Name == name) ?? scope.Variable(name);
            // The reuse of a slot is decided before the cell is known to be new, so the same slot must come out again.
            var slot = before?.TypeSource == type ? before.SlotId : nextSlot();
            var symbol = new CellSymbol { Kind = CellSymbolKind.Variable, Name = name, Image = "", SlotId = slot, TypeSource = type == "secret" ? null : type, TypeDisplay = type, AlwaysAssigned = true };
            _declares.Add(symbol);
            if (before?.TypeSource == type) _slots.Add(slot);
            _assigns.Add(name);
            return symbol;
        }

        public CellImage Image(string name) => new()
        {
            Name = name,
            Pe = Encoding.UTF8.GetBytes(_program.ToString()),
            Pdb = [],
            EntryTypeName = name,
            Slots = [],
            Dependencies = [.. _uses.Select(symbol => symbol.Image).Distinct()],
            Declares = [.. _declares.Select(symbol => symbol with { Image = name, Uses = [.. symbol.Uses.Select(used => Placed(used, name))] })],
            Uses = _uses,
            Assigns = _assigns,
            Usings = [],
            TypeNames = new Dictionary<string, string>(),
        };

        private static CellSymbol Placed(CellSymbol symbol, string image) => symbol.Image.Length == 0 ? symbol with { Image = image } : symbol;

        private bool Statement(string[] words, string line)
        {
            switch (words)
            {
                case ["var", var name, "=", .. var value]:
                    var type = TypeOf(value[0]);
                    var declared = Declare(name, type);
                    if (value[0] == "none") _declares[^1] = declared with { AlwaysAssigned = false };
                    return value[0] == "none" || Emit($"set {declared.SlotId} {name} {value[0]}");
                case [var name, "=", .. var value]:
                    if (Variable(name) is not { } assigned) return false;
                    _assigns.Add(name);
                    return Emit($"set {assigned.SlotId} {name} {value[0]}");
                case ["use", var name]:
                    return Variable(name) is { } used && Emit($"read {used.SlotId} {name}");
                case ["def", var name, .. var names]:
                    return Define(name, CellSymbolKind.Method, names);
                case ["type", var name]:
                    return Define(name, CellSymbolKind.Type, []);
                case ["call", var name]:
                    if (scope.Lookup(name) is not [var method, ..]) return false;
                    Use(method);
                    return true;
                case ["bad"]:
                    return false;
                default:
                    return Emit(line.Trim());
            }
        }

        private bool Define(string name, CellSymbolKind kind, string[] names)
        {
            var uses = new List<CellSymbol>();
            foreach (var used in names)
            {
                if (Variable(used) is not { } variable) return false;
                uses.Add(variable);
            }

            _declares.Add(new CellSymbol { Kind = kind, Name = name, Image = "", Uses = uses });
            return true;
        }

        private CellSymbol? Variable(string name)
        {
            if (_declares.LastOrDefault(symbol => symbol.Name == name) is { } own) return own;
            if (scope.Variable(name) is not { } found) return null;
            Use(found);
            return found;
        }

        private void Use(CellSymbol symbol)
        {
            if (!_uses.Contains(symbol)) _uses.Add(symbol);
            foreach (var next in symbol.Uses) Use(next);
        }

        private bool Emit(string statement)
        {
            _program.AppendLine(statement);
            return true;
        }

        private static string TypeOf(string value) => value switch
        {
            ['\'', ..] => "string",
            ['[', ..] => "int[]",
            "secret" => "secret",
            _ => "int",
        };
    }

    /// <summary>What a value statement means on a rank.</summary>
    public static object Evaluate(string value, int rank) => value switch
    {
        "rank" => rank,
        ['\'', ..] => value.Trim('\''),
        ['[', ..] => value.Trim('[', ']').Split(',').Select(item => int.Parse(item, CultureInfo.InvariantCulture)).ToArray(),
        "secret" => new Secret(),
        _ => int.Parse(value, CultureInfo.InvariantCulture),
    };

    /// <summary>A value that cannot be copied.</summary>
    public sealed class Secret;
}
