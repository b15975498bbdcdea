namespace Theseus.Build.Guard;

/// <summary>
/// What goes into the world without being proved safe, each by a line of the tree's own build files:
/// <c>NAME VERSION: reason</c> a package in <c>admitted-packages.txt</c>, <c>CELL N.T[::M]: reason</c> a name that one
/// cell may use in <c>admitted-names.txt</c>.
/// </summary>
public sealed record Admissions(IReadOnlyList<Admissions.Package> Packages, IReadOnlyList<Admissions.Name> Names)
{
    public const string PackageFile = "Theseus.Build/Guard/admitted-packages.txt",
        NameFile = "Theseus.Build/Guard/admitted-names.txt";

    /// <summary>A package that is compiled as it is.</summary>
    public sealed record Package(string Id, string Version, string Reason);

    /// <summary>A type, or a member of it, that a cell may name.</summary>
    public sealed record Name(string Cell, string Full, string Reason);

    public static Admissions Read(Workspace workspace) => new(
        [.. Lines(workspace.In(PackageFile)).Select(l => new Package(l.First, l.Second, l.Reason))],
        [.. Lines(workspace.In(NameFile)).Select(l => new Name(l.First, l.Second, l.Reason))]);

    /// <exception cref="BuildException"><c>BadAdmission</c></exception>
    private static IEnumerable<(string First, string Second, string Reason)> Lines(string file)
    {
        foreach (string line in File.Exists(file) ? File.ReadAllLines(file) : [])
        {
            if (line.Trim() is "" or ['#', ..])
            {
                continue;
            }

            (string head, string reason) = line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon
                ? (line[..colon], line[(colon + 2)..].Trim()) : (line, "");
            if (head.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var first, var second] || reason == "")
            {
                throw new BuildException("BadAdmission", $"{file}: not 'NAME WHAT: reason': {line}");
            }

            yield return (first, second, reason);
        }
    }

    public bool Admits(string package, string version) =>
        Packages.Any(p => string.Equals(p.Id, package, StringComparison.OrdinalIgnoreCase) && p.Version == version);

    /// <param name="cell">The assembly's name.</param>
    /// <param name="type">Full name of the type.</param>
    /// <param name="member">Name of the member; null: the type alone, which a line for a member admits too.</param>
    public bool Admits(string cell, string type, string? member) => Names.Any(n => n.Cell == cell
        && (n.Full == type
        || (member is null ? n.Full.StartsWith(type + "::", StringComparison.Ordinal)
        : n.Full == $"{type}::{member}")));
}
