namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus bench memory</c>: what owned memory and the heap cost, in instructions; the cell <c>memorybench</c>
/// takes the figures.
/// </summary>
public static class BenchMemory
{
    /// <summary>100,000 mappings of 4 KiB are 400 MB, and a bench beside them wants room.</summary>
    private const int MemoryMiB = 1024;

    /// <summary>Most instructions that a figure may have, by how its name begins.</summary>
    private static readonly (string Begins, double Aim)[] s_aims =
    [
        ("map, touch, unmap 4 KiB", 3000),
        ("allocate 24 bytes", 35),
        ("collection, 100000 objects in a list", 10_000_000),
    ];

    /// <returns>0 if every aim is met.</returns>
    public static int Run(Workspace workspace) => InstructionBench.Run(workspace, "memorybench", MemoryMiB, s_aims);
}
