namespace Theseus.Build.World;

/// <summary>
/// Where cells are: a folder with a project in Theseus.Cells, or in a group there, a folder without one (Drivers).
/// </summary>
public static class CellFolders
{
    /// <summary>The folder of all cells, below the tree's root.</summary>
    public const string Root = "Theseus.Cells";

    /// <summary>The folders of a tree's cells, in the order of their paths.</summary>
    public static IEnumerable<string> Of(Workspace workspace)
    {
        string root = workspace.In(Root);
        return Directory.Exists(root) ? Within(root).SelectMany(f => HasProject(f) ? [f] : Within(f).Where(HasProject))
            : [];
    }

    private static IEnumerable<string> Within(string folder) =>
        Directory.GetDirectories(folder).Order(StringComparer.Ordinal);

    private static bool HasProject(string folder) => Directory.GetFiles(folder, "*.csproj").Length > 0;
}
