namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus bench tasks</c>: what tasks, locks, channels and kills cost, in instructions; the cell <c>taskbench</c>
/// takes the figures.
/// </summary>
public static class BenchTasks
{
    private const int MemoryMiB = 256;

    private static readonly (string Begins, double Aim)[] s_aims =
    [
        ("call a method", 10),
        ("yield", 300),
        ("spawn and join a task", 10_000),
        ("round trip of a byte", 1500),
    ];

    /// <returns>0 if every aim is met.</returns>
    public static int Run(Workspace workspace) => InstructionBench.Run(workspace, "taskbench", MemoryMiB, s_aims);
}
