namespace Distribute.Contracts.References;

/// <summary>A <c>#r</c> line: a package or a file.</summary>
/// <param name="Line">Line in the cell, from 1.</param>
/// <param name="Text">What stood between the quotes.</param>
/// <param name="PackageId">The package's id; null for a file.</param>
/// <param name="Version">The version as written (<c>5.0.0</c>, <c>5.*</c>); null for the latest stable one.</param>
/// <param name="Path">The file; null for a package.</param>
public sealed record ReferenceDirective(int Line, string Text, string? PackageId, string? Version, string? Path);

/// <summary>An <c>#i "nuget: source"</c> line.</summary>
/// <param name="Line">Line in the cell, from 1.</param>
/// <param name="Source">A folder or a feed's address.</param>
public sealed record SourceDirective(int Line, string Source);

/// <summary>An assembly that cells may use: what the compiler reads and what a rank loads.</summary>
/// <param name="Name">Simple assembly name; of the resources of a language, what <see cref="NameOfResources"/> gives.</param>
/// <param name="CompilePath">The file that the compiler refers to; null when the package has none for compilation.</param>
/// <param name="RuntimePath">The file that ranks load; null when it is only referred to.</param>
public sealed record AssemblyFile(string Name, string? CompilePath, string? RuntimePath)
{
    /// <summary>The name of an assembly that holds the resources of one language: several of the same simple name are there side by side.</summary>
    /// <param name="culture">The language, as <c>de</c> or <c>zh-Hans</c>.</param>
    /// <param name="name">The simple name, as <c>Humanizer.resources</c>.</param>
    public static string NameOfResources(string culture, string name) => $"{culture}/{name}";
}

/// <summary>What one or more <c>#r</c> lines came to.</summary>
/// <param name="Assemblies">Managed assemblies of the packages and of all that they need.</param>
/// <param name="NativeFiles">Full paths of native libraries for this machine.</param>
/// <param name="Packages">Id and resolved version of each package that was named, for the person.</param>
public sealed record ResolvedReferences(
    IReadOnlyList<AssemblyFile> Assemblies,
    IReadOnlyList<string> NativeFiles,
    IReadOnlyList<(string Id, string Version)> Packages)
{
    /// <summary>Nothing.</summary>
    public static ResolvedReferences Empty { get; } = new([], [], []);
}

/// <summary>Resolves packages named by <c>#r "nuget: ..."</c>. Thread safe.</summary>
public interface IPackageResolver
{
    /// <summary>
    /// Restores the packages together with those restored before in the same set, so that one version of each is chosen.
    /// </summary>
    /// <param name="packages">All packages of the session so far, id and version as written (null: latest stable), in order; a later version of the same id replaces an earlier one.</param>
    /// <param name="sources">Extra package sources from <c>#i</c> lines.</param>
    /// <param name="cancellationToken">Stops the restore.</param>
    /// <exception cref="PackageResolutionException">A package does not exist, cannot be reached, or versions conflict; the message names it and the source.</exception>
    Task<ResolvedReferences> ResolveAsync(
        IReadOnlyList<(string Id, string? Version)> packages,
        IReadOnlyList<string> sources,
        CancellationToken cancellationToken);
}

/// <summary>Knows the packages that are on this machine already; asks no one over a network. Thread safe.</summary>
public interface ILocalPackages
{
    /// <summary>Ids of packages that begin with a text, upper and lower case alike, in order; some hundreds at most.</summary>
    /// <param name="start">The text; "" for all.</param>
    /// <param name="sources">Extra package sources from <c>#i</c> lines; of these too only folders are looked into.</param>
    IReadOnlyList<string> Ids(string start, IReadOnlyList<string> sources);

    /// <summary>Versions of a package, the newest first; those before a release behind all that are released.</summary>
    /// <param name="id">The package's id, in upper or lower case.</param>
    /// <param name="sources">Extra package sources from <c>#i</c> lines; of these too only folders are looked into.</param>
    IReadOnlyList<string> Versions(string id, IReadOnlyList<string> sources);
}

/// <summary>A package could not be restored; the message is for the person who wrote the <c>#r</c> line.</summary>
public sealed class PackageResolutionException : Exception
{
    /// <summary>Creates it.</summary>
    public PackageResolutionException(string message, Exception? inner = null) : base(message, inner) { }
}
