using Distribute.Magic.Grammar;
using Microsoft.DotNet.Interactive.Directives;

namespace Distribute.Polyglot;

/// <summary>The magics as .NET Interactive's directives, made of the definitions that the grammar reads by.</summary>
internal static class Directives
{
    /// <summary>The magics beside <c>#!distribute</c> that mean something in a notebook with other kernels.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["#!ranks", "#!load", "#!sync"];

    /// <summary>The lines that bring packages, and what .NET Interactive adds to them.</summary>
    public static IEnumerable<KernelActionDirective> References =>
        new[] { "#r", "#i", "#!nuget-restore" }.Select(name => new KernelActionDirective(name) { Hidden = true, Parameters = [new KernelDirectiveParameter("") { AllowImplicitName = true }] });

    /// <summary>A magic that is done at once.</summary>
    public static KernelActionDirective Action(string magic)
    {
        var directive = new KernelActionDirective(magic) { Description = MagicParameters.DescriptionOf(magic) };
        foreach (var parameter in MagicParameters.Of(magic)) directive.Parameters.Add(Of(parameter, magic == "#!ranks" && parameter.Name is not ("--pool" or "--restart")));
        return directive;
    }

    /// <summary><c>#!distribute</c>, which selects the kernel that runs the code after it.</summary>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="pools">Names of living pools.</param>
    public static KernelSpecifierDirective Specifier(string kernel, Func<IEnumerable<string>> pools)
    {
        var directive = new KernelSpecifierDirective($"#!{kernel}", kernel) { Description = MagicParameters.DescriptionOf("#!distribute") };
        foreach (var parameter in MagicParameters.Of("#!distribute"))
        {
            // The parser of .NET Interactive takes no flags here: a word behind one would count as its value and as n.
            var made = Of(parameter, isFlag: false);
            if (parameter.Name == "--pool") made.AddCompletions(pools);
            directive.Parameters.Add(made);
        }

        return directive;
    }

    private static KernelDirectiveParameter Of(MagicParameter parameter, bool isFlag)
    {
        var made = new KernelDirectiveParameter(parameter.Name, parameter.Description) { AllowImplicitName = parameter.IsPositional, Flag = isFlag };
        if (parameter.Values.Count > 0) made.AddCompletions(() => parameter.Values);
        return made;
    }
}
