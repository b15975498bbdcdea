namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus bench recovery</c>: from a fault until what has failed begins anew, in instructions; the cell
/// <c>taskbench</c> takes the figures.
/// </summary>
public static class BenchRecovery
{
    private const int MemoryMiB = 256;

    private static readonly (string Begins, double Aim)[] s_aims =
    [
        ("null reference", 100_000),
        ("exception that is thrown", 100_000),
        ("the same again", 2_000_000),
    ];

    /// <returns>0 if every aim is met.</returns>
    public static int Run(Workspace workspace) =>
        InstructionBench.Run(workspace, "taskbench recovery", MemoryMiB, s_aims);
}
