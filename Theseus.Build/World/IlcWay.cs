namespace Theseus.Build.World;

/// <summary>
/// A way to compile a world that has packages. The first that works is taken, and remembered for the same packages.
/// <para>Whole: packages that do not say that they can be trimmed, are not large, and have all that they refer to
/// (<see cref="PackageAssembly.IsWhole"/>), are compiled whole, as the SDK does under TrimMode=partial: they may look
/// for members of their own by name, and the compiler leaves out what nothing calls; and generic types that packages
/// make while they run are there over value types (<see cref="RunTimeGenerics"/>). Scanned: all IL is read first, which
/// takes twice as long; some generic code makes ILC fail without.</para>
/// </summary>
/// <param name="IsWhole">With whole packages.</param>
/// <param name="IsScanned">With the IL scanner.</param>
public sealed record IlcWay(bool IsWhole, bool IsScanned)
{
    /// <summary>ILC's option to read all IL first.</summary>
    public const string Scan = "--scan";

    /// <param name="anyWhole">There are packages that can be compiled whole, or types to be made at run time.</param>
    public static IReadOnlyList<IlcWay> All(bool anyWhole) => anyWhole
        ? [new(true, false), new(true, true), new(false, false), new(false, true)]
        : [new(false, false), new(false, true)];

    /// <summary>The way to try after this one; null: there is none.</summary>
    /// <param name="end">How this one ended. What is over a limit once is not tried with more to do.</param>
    public IlcWay? After(IlcEnd end) => (IsWhole, IsScanned, end) switch
    {
        (_, _, IlcEnd.Done) => null,
        (true, false, IlcEnd.Failed) => new(true, true),
        (true, _, _) => new(false, false),
        (false, false, IlcEnd.Failed) => new(false, true),
        _ => null,
    };

    /// <param name="whole">Names of the packages' assemblies that can be compiled whole.</param>
    /// <param name="directives">File of <see cref="RunTimeGenerics"/>; null if there is nothing in it.</param>
    public IEnumerable<string> Options(IEnumerable<string> whole, string? directives) =>
    [
        .. IsWhole ? whole.Select(a => $"--root:{a}") : [],
        .. IsWhole && directives is not null ? [$"--rdxml:{directives}"] : Array.Empty<string>(),
        .. IsScanned ? [Scan] : Array.Empty<string>(),
    ];

    public override string ToString() =>
        $"{(IsWhole ? "with whole packages" : "with what is used of packages")}, "
            + $"{(IsScanned ? "scanned first" : "not scanned")}";
}
