namespace Theseus.Build.Commands;

/// <summary>
/// One build at a time in a tree: commands that are given at once (two machines, say) want the same files made. Whoever
/// comes later waits, and then finds everything made.
/// </summary>
public static class BuildLock
{
    private const int LookMs = 100;

    /// <summary>Waits until no other process builds; disposing lets the next one build.</summary>
    /// <param name="workspace">The tree.</param>
    public static FileStream Take(Workspace workspace)
    {
        string file = workspace.Temporary("build.lock");
        Directory.CreateDirectory(workspace.Intermediate);
        bool hasSaid = false;
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))
            {
                if (!hasSaid)
                {
                    Progress.Say("another build is under way in this tree: waiting for it");
                    hasSaid = true;
                }

                Thread.Sleep(LookMs);
            }
        }
    }
}
