namespace Theseus.Build.Machine.Evolving;

/// <summary>How the machine that runs is found by other commands of the same tree.</summary>
public static class RunningMachine
{
    /// <summary>Says where the machine that is about to run will listen; the last one that says so is it.</summary>
    public static string Announce(Workspace workspace)
    {
        string file = FileOf(workspace);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string socket = Path.Combine(Path.GetTempPath(), $"theseus-{Environment.ProcessId}.evolution");
        File.WriteAllText(file, socket);
        return socket;
    }

    /// <summary>The machine has ended that listened there; another may have been started since.</summary>
    public static void Forget(Workspace workspace, string socket)
    {
        File.Delete(socket);
        if (Find(workspace) == socket)
        {
            File.Delete(FileOf(workspace));
        }
    }

    /// <summary>The socket of the machine that runs; null where none does.</summary>
    public static string? Find(Workspace workspace) =>
        File.Exists(FileOf(workspace)) ? File.ReadAllText(FileOf(workspace)) : null;

    private static string FileOf(Workspace workspace) => workspace.Temporary("running-machine");
}
