namespace Distribute.Contracts.Images;

/// <summary>
/// A compiled cell: everything that a rank needs to load and run it, in a form that crosses a process.
/// Immutable. Generated types live in one class named <see cref="EntryTypeName"/>.
/// </summary>
/// <remarks>
/// The entry type has a public field of type <see cref="Runtime.Slot{T}"/> for each of <see cref="Slots"/> and, when
/// <see cref="AsksRank"/>, one of type <see cref="Runtime.RankInfo"/>: a rank fills them after load. Its method is
/// <c>public object? __Run()</c> or, when <see cref="IsAsync"/>, <c>public Task&lt;object?&gt; __Run()</c>. All of them are static, or the entry
/// type is a class and all are of an instance, which each rank makes without a constructor; it returns the cell's result, or <see cref="Runtime.NoResult.Instance"/>. An image without code to run
/// (<see cref="HasEntry"/> false) has no method. Cell code stands beside them, so their names are not ones that a cell may use.
/// </remarks>
public sealed record CellImage
{
    /// <summary>How the name of a variable's field begins; the variable's name follows.</summary>
    public const string SlotPrefix = "__slot_";

    /// <summary>The field that tells the code on which rank it runs.</summary>
    public const string RankField = "__info";

    /// <summary>The method of the entry type that is the cell's top level.</summary>
    public const string RunMethod = "__Run";

    /// <summary>The assembly's simple name, unique in the session. Also the document name in its PDB.</summary>
    public required string Name { get; init; }

    /// <summary>The PE file.</summary>
    public required byte[] Pe { get; init; }

    /// <summary>The portable PDB, with the cell's own line numbers, from 1; empty where <see cref="MakePdb"/> makes it.</summary>
    public required byte[] Pdb { get; init; }

    /// <summary>Makes the PDB for whoever asks for a line, and throws nothing; null where it is there, or there is none. Thread safe. Another process asks for what it makes.</summary>
    public Func<byte[]>? MakePdb { get; init; }

    /// <summary>The PDB, made when it is not there; empty when there is none.</summary>
    public byte[] ReadPdb() => MakePdb?.Invoke() ?? Pdb;

    /// <summary>The full name of the generated class with the fields and <see cref="RunMethod"/>.</summary>
    public required string EntryTypeName { get; init; }

    /// <summary>True when <see cref="RunMethod"/> returns a task.</summary>
    public bool IsAsync { get; init; }

    /// <summary>
    /// Whether the cell has code that may run long, or that later cells may call in a loop, so that code quality matters more than being unloadable:
    /// collectible code is never tiered, so it gets no profile-guided optimisation.
    /// </summary>
    public bool IsHot { get; init; }

    /// <summary>
    /// Whether the code keeps nothing of its own, refers to no other image and does not ask whose it is: ranks of one process may run one copy of it, each
    /// with an instance of the entry type, and several such images may be loaded, and unloaded, together. Default false.
    /// </summary>
    public bool IsReentrant { get; init; }

    /// <summary>False for an image that only declares.</summary>
    public bool HasEntry { get; init; } = true;

    /// <summary>The variables that the code reaches, each with a field of the entry type.</summary>
    public required IReadOnlyList<SlotBinding> Slots { get; init; }

    /// <summary>Whether the entry type has a <see cref="RankField"/>.</summary>
    public bool AsksRank { get; init; }

    /// <summary>The simple names of the images that this one's code refers to; a rank loads them first.</summary>
    public required IReadOnlyList<string> Dependencies { get; init; }

    /// <summary>What the cell declares at top level, in order.</summary>
    public required IReadOnlyList<CellSymbol> Declares { get; init; }

    /// <summary>Symbols of other images that the cell uses, through the methods and types that it uses too.</summary>
    public required IReadOnlyList<CellSymbol> Uses { get; init; }

    /// <summary>Names of the variables that the cell's own text declares or assigns, in order of appearance.</summary>
    public required IReadOnlyList<string> Assigns { get; init; }

    /// <summary>Using directives of the cell, as canonical text (<c>using System.IO;</c>).</summary>
    public required IReadOnlyList<string> Usings { get; init; }

    /// <summary>Maps a generated type name, as metadata spells it, to what the person wrote.</summary>
    public required IReadOnlyDictionary<string, string> TypeNames { get; init; }
}

/// <summary>A variable that an image's code reaches.</summary>
/// <param name="Id">Its slot.</param>
/// <param name="Name">Its name as the person wrote it, and the end of its field's.</param>
public sealed record SlotBinding(int Id, string Name);

/// <summary>What a top-level name of a cell is.</summary>
public enum CellSymbolKind
{
    /// <summary>A variable in a slot.</summary>
    Variable,

    /// <summary>A compile-time constant.</summary>
    Constant,

    /// <summary>A method; overloads add up.</summary>
    Method,

    /// <summary>A property with code or storage of its own.</summary>
    Property,

    /// <summary>A class, struct, record, enum, interface or delegate.</summary>
    Type,

    /// <summary>A class of extension members without a name of its own to write.</summary>
    Extensions,

    /// <summary>A namespace with types.</summary>
    Namespace,

    /// <summary>A name that lived for its cell only (using, ref local, Span); remembered so that a later use can be told why.</summary>
    CellLocal,
}

/// <summary>One top-level name that a cell declares. Immutable.</summary>
public sealed record CellSymbol
{
    /// <summary>What it is.</summary>
    public required CellSymbolKind Kind { get; init; }

    /// <summary>The name as written.</summary>
    public required string Name { get; init; }

    /// <summary>Tells symbols of one name apart: a method's signature, a type's arity; empty for others.</summary>
    public string Key { get; init; } = "";

    /// <summary>The image that declares it.</summary>
    public required string Image { get; init; }

    /// <summary>The using directive that brings it into a later cell, without "using" and ";": <c>static N.C</c> or <c>N</c>; empty when none is needed.</summary>
    public string Import { get; init; } = "";

    /// <summary>The type as C# source that any later cell may spell; null where there is none to spell.</summary>
    public string? TypeSource { get; init; }

    /// <summary>The type as the person would write it; null for symbols without a type.</summary>
    public string? TypeDisplay { get; init; }

    /// <summary>A variable's slot id, unique in the session; -1 for other symbols.</summary>
    public int SlotId { get; init; } = -1;

    /// <summary>Whether code that outlives its cell's run (a method, type, lambda or query) uses the variable.</summary>
    public bool Captured { get; init; }

    /// <summary>True when a completed run of the declaring cell has certainly assigned the variable. Default false.</summary>
    public bool AlwaysAssigned { get; init; }

    /// <summary>A variable that cells must not assign, only declare again. Default false.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>A property with storage of its own that code may set: each rank that ran its cell has a value of its own, and it is not copied. Default false.</summary>
    public bool KeepsValue { get; init; }

    /// <summary>Names under which extension members of a type or extension class can be called.</summary>
    public IReadOnlyList<string> ExtensionNames { get; init; } = [];

    /// <summary>Symbols that this one's code uses: the edges of "itself or through methods and types that it uses".</summary>
    public IReadOnlyList<CellSymbol> Uses { get; init; } = [];
}
