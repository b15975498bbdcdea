namespace Theseus.Build.Guard;

/// <summary>What the guard found in one assembly, in words for whoever wants it in a world.</summary>
/// <param name="Assembly">Its name.</param>
/// <param name="Origin">The package that it comes from; null for a cell.</param>
/// <param name="Findings">None: it is verified.</param>
public sealed record GuardReport(string Assembly, PackageOrigin? Origin, IReadOnlyList<Finding> Findings)
{
    /// <summary>Findings that are shown of one assembly, and names of one kind of finding.</summary>
    private const int Shown = 12, Named = 4;

    /// <summary>Why the world is not built, and, of a package, the line by which it would be.</summary>
    /// <param name="shown">Findings that are shown.</param>
    public string Refusal(int shown = Shown)
    {
        string what = Origin is { } package ? $"package {package.Id} {package.Version}" : $"cell {Assembly}";
        List<string> lines =
        [
            $"{what} is not safe by its code ({Findings.Count} {(Findings.Count == 1 ? "finding" : "findings")}; "
                + $"docs/guard.md)",
            .. Findings.Take(shown).Select(f => $"  {f}"),
        ];
        if (Findings.Count > shown)
        {
            lines.Add(
                $"  ... and {Findings.Count - shown} more: ./theseus guard --all "
                    + $"{(Origin is { } o ? $"{o.Id}@{o.Version}" : "FILE.dll")}");
        }

        if (Admission is { } line)
        {
            lines.Add($"  to admit it as it is, add this line, with your reason, to {Admissions.PackageFile}:");
            lines.Add($"    {line}");
        }
        else if (Origin is null && Findings.All(f => f.Rule == GuardRule.NotAllowed) && Names.Length <= Named)
        {
            lines.Add(
                $"  where that must be, lines with the reason in {Admissions.NameFile} admit the names to this cell "
                    + $"alone:");
            lines.AddRange(Names.Select(n => $"    {Assembly} {n}: ..."));
        }

        return string.Join('\n', lines);
    }

    /// <summary>What is named and not allowed: members where one is named, most often first.</summary>
    private string[] Names => [.. Findings.Where(f => f.Rule == GuardRule.NotAllowed).GroupBy(f => f.What.Split(' ')[0])
        .OrderByDescending(n => n.Count()).ThenBy(n => n.Key, StringComparer.Ordinal).Select(n => n.Key)];

    /// <summary>
    /// The line that would admit the package, with what is unproved for a reason to begin with; null of a cell.
    /// </summary>
    public string? Admission => Origin is { } package && Findings.Count > 0
        ? $"{package.Id} {package.Version}: {Summary}" : null;

    /// <summary>Findings by kind, and what is named most often.</summary>
    public string Summary =>
        string.Join("; ", Findings.GroupBy(f => f.Rule).OrderByDescending(g => g.Count()).Select(g =>
    {
        string[] names = g.Key == GuardRule.NotAllowed ? Names : [];
        string text = names.Length == 0 ? ""
            : $" ({string.Join(", ", names.Take(Named))}{(names.Length > Named ? ", ..." : "")})";
        return $"{g.Count()} {g.Key}{text}";
    }));
}
