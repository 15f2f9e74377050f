using Distribute.Contracts.Assistance;
using Distribute.Contracts.Images;
using Distribute.Contracts.References;

namespace Distribute.Contracts.Compilation;

/// <summary>Turns a cell's text into an image. Never loads or runs anything. Thread safe.</summary>
public interface ICellCompiler
{
    /// <summary>
    /// Finds the <c>#r</c> and <c>#i</c> lines of a cell and blanks them, keeping all line numbers.
    /// </summary>
    CellDirectives ReadDirectives(string text);

    /// <summary>Compiles a cell. Errors are in the result; an exception is a fault of the compiler or of its caller.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    CompileResult Compile(CompileRequest request, CancellationToken cancellationToken);

    /// <summary>Makes an image that declares variables with given types and runs nothing: for values that arrive from other ranks.</summary>
    /// <param name="scope">The scope that will get them; same-typed variables keep their slot.</param>
    /// <param name="variables">Name and C# type source of each.</param>
    /// <param name="cancellationToken">Ends the compilation.</param>
    CompileResult CompileDeclarations(Scope scope, IReadOnlyList<(string Name, string TypeSource)> variables, CancellationToken cancellationToken);

    /// <summary>Pays the one-time cost of the compiler ahead of the first cell. Safe to call at any time, on any thread.</summary>
    void WarmUp();

    /// <summary>Helps people who write cells, with what this compiler knows of earlier ones; null (the default) when it does not. Costs nothing before it is first asked.</summary>
    ICellAssistant? Assistant => null;
}

/// <summary>What to compile.</summary>
public sealed record CompileRequest
{
    /// <summary>The cell's C# text, with magic, <c>#r</c> and <c>#i</c> lines blanked.</summary>
    public required string Text { get; init; }

    /// <summary>The names that the cell sees.</summary>
    public required Scope Scope { get; init; }

    /// <summary>Image name to the execution count of the cell that made it, for messages that must tell two cells apart.</summary>
    public IReadOnlyDictionary<string, int> Cells { get; init; } = new Dictionary<string, int>();

    /// <summary>Slot ids of variables that have a value on every rank that will run; the compiler may keep them in locals.</summary>
    public IReadOnlySet<int> Assigned { get; init; } = new HashSet<int>();

    /// <summary>
    /// Whether the image's run has no time limit, so that its lines can be made when something fails (<see cref="CellImage.MakePdb"/>). Default false.
    /// </summary>
    public bool MayMakeLinesLater { get; init; }
}

/// <summary>What came of a compilation.</summary>
/// <param name="Image">The image; null when there are errors.</param>
/// <param name="Diagnostics">Errors and warnings in the cell's own lines and columns.</param>
/// <param name="FromCache">True when an earlier image with the same text and the same schema is returned again.</param>
/// <param name="Schema">The images that must be loaded with it but declare nothing a person wrote (anonymous shapes).</param>
public sealed record CompileResult(
    CellImage? Image,
    IReadOnlyList<CellDiagnostic> Diagnostics,
    bool FromCache,
    IReadOnlyList<CellImage> Schema);

/// <summary>A message about a cell's text.</summary>
/// <param name="Severity">"error" or "warning".</param>
/// <param name="Id">A stable id: CS0103, or the project's own (DST001 and up).</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Line">Line in the cell, from 1, magic lines included.</param>
/// <param name="Column">Column, from 1.</param>
public sealed record CellDiagnostic(string Severity, string Id, string Message, int Line, int Column)
{
    /// <summary>True for errors.</summary>
    public bool IsError => Severity == "error";
}

/// <summary>The package and assembly lines of a cell.</summary>
/// <param name="Text">The cell with those lines blanked.</param>
/// <param name="References">The <c>#r</c> lines in order.</param>
/// <param name="Sources">The <c>#i</c> lines in order: package sources.</param>
/// <param name="Diagnostics">Lines that could not be read.</param>
public sealed record CellDirectives(
    string Text,
    IReadOnlyList<ReferenceDirective> References,
    IReadOnlyList<SourceDirective> Sources,
    IReadOnlyList<CellDiagnostic> Diagnostics);
