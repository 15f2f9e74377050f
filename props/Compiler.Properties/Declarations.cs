using FsCheck;
using FsCheck.Fluent;

namespace Distribute.Compiler.Properties;

/// <summary>A type that declarations are made of, and expressions of that type.</summary>
/// <param name="Source">As C# spells it.</param>
/// <param name="Expressions">Expressions whose natural type it is.</param>
public sealed record ValueType(string Source, params string[] Expressions);

/// <summary>A piece of a cell.</summary>
/// <param name="Text">The statements.</param>
/// <param name="Declares">The variables that must persist, in order, with their types.</param>
public sealed record Fragment(string Text, IReadOnlyList<(string Name, string Type)> Declares);

/// <summary>A cell of such pieces.</summary>
public sealed record DeclaringCell(IReadOnlyList<Fragment> Fragments)
{
    /// <summary>The whole text.</summary>
    public string Text => string.Join('\n', Fragments.Select(fragment => fragment.Text));

    /// <summary>All that must persist.</summary>
    public IReadOnlyList<(string Name, string Type)> Declares => [.. Fragments.SelectMany(fragment => fragment.Declares)];

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Makes cells out of every way to declare variables, beside statements whose variables are not top-level.</summary>
public static class Declarations
{
    private const int MostFragments = 8; // enough for declarations to meet each other; more only costs time

    private static readonly ValueType[] Types =
    [
        new("int", "1", "2 + 3", "\"ab\".Length"),
        new("string", "\"s\"", "$\"{1}\"", "1.ToString()"),
        new("double", "1.5", "Math.Sqrt(2)"),
        new("bool", "true", "1 < 2"),
        new("int[]", "new[] { 1, 2 }", "new int[3]"),
        new("List<string>", "new List<string>()", "new List<string> { \"a\" }"),
        new("Dictionary<string, int[]>", "new Dictionary<string, int[]>()"),
        new("(int, string)", "(1, \"x\")"),
        new("DateTime", "DateTime.MinValue"),
    ];

    /// <summary>Cells in which every way to declare stands beside others.</summary>
    public static Arbitrary<DeclaringCell> Cells() => Cell().ToArbitrary();

    /// <summary>Two to five cells; names are the same from cell to cell, so that each is declared again, often with another type or kind.</summary>
    public static Arbitrary<DeclaringCell[]> Notebooks() =>
        (from count in Gen.Choose(2, 5)
         from cells in Cell().ArrayOf(count)
         select cells).ToArbitrary();

    private static Gen<DeclaringCell> Cell() =>
        from count in Gen.Choose(1, MostFragments)
        from makers in Maker().ListOf(count)
        select new DeclaringCell([.. makers.Select((make, i) => make("v" + i))]);

    // A maker writes a fragment with names that start with what it is given.
    private static Gen<Func<string, Fragment>> Maker() => Gen.OneOf(
        One(), Two(), Tuple(), NestedTuple(), MixedTuple(), Out(), Pattern(), Initializer(), Inner(), Local());

    private static Gen<(string Type, string Value)> Value() =>
        from type in Gen.Elements(Types)
        from value in Gen.Elements(type.Expressions)
        select (type.Source, value);

    // A tuple's type would be a positional pattern.
    private static Gen<(string Type, string Value)> Matchable() => Value().Where(value => value.Type[0] != '(');

    private static Gen<Func<string, Fragment>> One() =>
        from value in Value()
        from form in Gen.Choose(0, 4)
        select Make(n => new Fragment(
            form switch
            {
                0 => $"var {n} = {value.Value};",
                1 => $"{value.Type} {n};",
                2 => $"public static {value.Type} {n} = {value.Value};",
                3 => $"readonly {value.Type} {n} = {value.Value};",
                _ => $"{value.Type} {n} = {value.Value};",
            },
            [(n, value.Type)]));

    private static Gen<Func<string, Fragment>> Two() =>
        from value in Value()
        select Make(n => new Fragment($"{value.Type} {n}a = {value.Value}, {n}b = {n}a;", [(n + "a", value.Type), (n + "b", value.Type)]));

    private static Gen<Func<string, Fragment>> Tuple() =>
        from a in Value()
        from b in Value()
        select Make(n => new Fragment($"var ({n}a, {n}b) = ({a.Value}, {b.Value});", [(n + "a", a.Type), (n + "b", b.Type)]));

    private static Gen<Func<string, Fragment>> NestedTuple() =>
        from a in Value()
        from b in Value()
        select Make(n => new Fragment($"var ({n}a, (_, {n}b)) = ({a.Value}, (0, {b.Value}));", [(n + "a", a.Type), (n + "b", b.Type)]));

    private static Gen<Func<string, Fragment>> MixedTuple() =>
        from a in Value()
        from b in Value()
        select Make(n => new Fragment($"({a.Type} {n}a, var {n}b) = ({a.Value}, {b.Value});", [(n + "a", a.Type), (n + "b", b.Type)]));

    private static Gen<Func<string, Fragment>> Out() =>
        from form in Gen.Elements("int.TryParse(\"1\", out var {0});", "int.TryParse(\"1\", out int {0});", "if (!int.TryParse(\"1\", out var {0})) throw new Exception();",
            "Console.Write(int.TryParse(\"1\", out var {0}));", "switch (int.TryParse(\"1\", out var {0})) { default: break; }", "lock ((object)int.TryParse(\"1\", out var {0})) { }")
        select Make(n => new Fragment(string.Format(System.Globalization.CultureInfo.InvariantCulture, form.Replace("{ }", "{{ }}").Replace("{ default: break; }", "{{ default: break; }}"), n), [(n, "int")]));

    private static Gen<Func<string, Fragment>> Pattern() =>
        from value in Matchable()
        from form in Gen.Choose(0, 4)
        select Make(n => form switch
        {
            0 => new Fragment($"if ((object)({value.Value}) is {value.Type} {n}) ;", [(n, value.Type)]),
            1 => new Fragment($"if ((object)({value.Value}) is not {value.Type} {n}) throw new Exception();", [(n, value.Type)]),
            2 => new Fragment($"if ({value.Value} is var {n}) ;", [(n, value.Type)]),
            3 => new Fragment($"if (({value.Value}, 1) is (var {n}, int {n}b)) ;", [(n, value.Type), (n + "b", "int")]),
            _ => new Fragment($"Console.Write(\"abc\" is {{ Length: var {n} }});", [(n, "int")]),
        });

    private static Gen<Func<string, Fragment>> Initializer() =>
        from value in Matchable()
        select Make(n => new Fragment($"var {n} = (object)({value.Value}) is {value.Type} {n}p;", [(n, "bool"), (n + "p", value.Type)]));

    private static Gen<Func<string, Fragment>> Inner() =>
        from value in Value()
        from form in Gen.Choose(0, 7)
        select Make(n => form switch
        {
            0 => new Fragment($"{{ var {n} = {value.Value}; }}", []),
            1 => new Fragment($"for (var {n} = 0; {n} < 1; {n}++) {{ var {n}b = {value.Value}; }}", []),
            2 => new Fragment($"foreach (var {n} in new[] {{ 1 }}) ;", []),
            3 => new Fragment($"Func<int> {n} = () => {{ var {n}b = {value.Value}; return 1; }};", [(n, "Func<int>")]),
            4 => new Fragment($"var {n} = (object)1 switch {{ int {n}b => {n}b, _ => 0 }};", [(n, "int")]),
            5 => new Fragment($"var {n} = (from {n}b in new[] {{ 1 }} let {n}c = {value.Value} select {n}c).ToList();", [(n, $"List<{value.Type}>")]),
            6 => new Fragment($"try {{ var {n} = {value.Value}; }} catch (Exception {n}e) {{ }}", []),
            _ => new Fragment($"int {n}() {{ var {n}b = {value.Value}; return 1; }}", []),
        });

    private static Gen<Func<string, Fragment>> Local() =>
        from form in Gen.Elements("using var {0} = new MemoryStream();", "Span<int> {0} = stackalloc int[2];", "const int {0} = 3;")
        select Make(n => new Fragment(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, n), []));

    private static Func<string, Fragment> Make(Func<string, Fragment> make) => make;
}
