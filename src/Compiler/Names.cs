using Distribute.Contracts.Images;
using Distribute.Contracts.Runtime;
using Microsoft.CodeAnalysis.CSharp;

namespace Distribute.Compiler;

/// <summary>Names that generated code uses. They start with two underscores, which C# leaves to tools.</summary>
internal static class Names
{
    public const string Root = "__cells";
    public const string Body = "__Body";
    public const string Info = CellImage.RankField;
    public const string ProcessPrefix = "__process_";
    public const string ProcessId = ProcessPrefix + "id__";
    public const string ProcessCount = ProcessPrefix + "count__";
    public const string Runtime = "global::Distribute.Contracts.Runtime";
    public const string NoResult = Runtime + ".NoResult.Instance";
    public const string Guards = Runtime + ".CellGuards";
    public const string ImagePrefix = "Cell_";
    public const string ShapePrefix = "Shape_";

    /// <summary>The value of the rank's present flag.</summary>
    public const string RankFlag = Info + ".Stop.Raised";

    /// <summary>The value of the flag that a function keeps in a local.</summary>
    public static string FlagOf(int number) => $"__g{number}.Raised";

    /// <summary>A check at a function's entry.</summary>
    public const string Poll = "if (" + RankFlag + " != 0) " + Runtime + ".StopFlag.Throw();";

    /// <summary>A check between the statements of a top level that needs no flag for anything else: it costs less to compile than to ask for one.</summary>
    public const string PollRun = Runtime + ".RankExecution.Poll();";

    /// <summary>A check at the entry of a function that may call itself: a stack that runs out ends the process, an exception only the rank's cell.</summary>
    public const string PollRecursion = Poll + " global::System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();";

    /// <summary>Keeps the flag of the run that entered the function: what a stopped run left behind never sees the next run's.</summary>
    public static string Flag(int number) => $"var __g{number} = {Info}.Stop;";

    public static string PollFlag(int number) => $"if ({FlagOf(number)} != 0) {Runtime}.StopFlag.Throw();";

    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>What is assigned in place of a variable. Members of the slot itself: one in the cell would be one more method to compile for each rank.</summary>
    public static string Assign(string name) => Slot(name) + "." + nameof(Slot<int>.Assign);

    public static string Out(string name) => Slot(name) + "." + nameof(Slot<int>.OutRef);

    public static string Get(string name) => Slot(name) + "." + nameof(Slot<int>.Read);

    public static string Slot(string name) => CellImage.SlotPrefix + name;

    /// <summary>What a method with overloads is called inside of its own class.</summary>
    public static string Overload(string name) => "__o_" + name;

    /// <summary>The local that holds the slot of a variable which is copied to a local.</summary>
    public static string CopySlot(string name) => "__s_" + name;

    public static string VariableHolder(string name) => "v_" + name;

    public static bool IsImage(string assembly) =>
        assembly.StartsWith(ImagePrefix, StringComparison.Ordinal) || assembly.StartsWith(ShapePrefix, StringComparison.Ordinal);
}
