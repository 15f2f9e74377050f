namespace Distribute.Magic.Grammar;

/// <summary>The stable ids of what can be wrong with a cell's magics. An id is never given a second meaning.</summary>
public static class DiagnosticIds
{
    /// <summary>No magic has that name.</summary>
    public const string UnknownMagic = "DST001";

    /// <summary>The magic has no option of that name.</summary>
    public const string UnknownOption = "DST002";

    /// <summary>An option's value is missing, or one is given that takes none.</summary>
    public const string ValueCount = "DST003";

    /// <summary>An option's value cannot be read or is out of range.</summary>
    public const string BadValue = "DST004";

    /// <summary>An option, or n, is given twice.</summary>
    public const string GivenTwice = "DST005";

    /// <summary>Two options exclude each other.</summary>
    public const string Exclusive = "DST006";

    /// <summary>n is no number, less than 1, or too large.</summary>
    public const string BadCount = "DST007";

    /// <summary>n is missing.</summary>
    public const string MissingCount = "DST008";

    /// <summary>Text that belongs to nothing.</summary>
    public const string Unexpected = "DST009";

    /// <summary>There is no code after the magic.</summary>
    public const string NoCode = "DST010";

    /// <summary><c>%%distribute</c> is not first in its cell.</summary>
    public const string NotFirst = "DST011";

    /// <summary>A quote is not closed.</summary>
    public const string UnclosedQuote = "DST012";

    /// <summary>A rank is outside the cell's ranks.</summary>
    public const string RankOutOfRange = "DST013";

    /// <summary>The magic needs variable names.</summary>
    public const string MissingNames = "DST014";

    /// <summary>No pool of that name lives.</summary>
    public const string UnknownPool = "DST015";
}
