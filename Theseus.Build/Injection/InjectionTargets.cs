namespace Theseus.Build.Injection;

/// <summary>Which of the code that a machine has run a campaign injects into.</summary>
public static class InjectionTargets
{
    /// <summary>
    /// What may throw anywhere, by the rules of the house: programs, packages and the class library, and of the system
    /// the cells that programs call and that are safe C#. What lies below them is written not to throw (allocator,
    /// collector, loader, interrupts), and what dispatches exceptions cannot.
    /// </summary>
    private static readonly string[] s_notThrowing =
    [
        "nano-core", "Theseus.Runtime", "Theseus.Memory", "Theseus.CellLinker", "Theseus.Platform", "Theseus.Kernel",
        "Theseus.Format", "musl",
    ];

    /// <summary>Dispatching of exceptions, and the class library's part of the runtime beneath the language.</summary>
    private static readonly string[] s_runtime = ["S_P_CoreLib_System_Runtime_", "S_P_CoreLib_Internal_Runtime_"];

    /// <summary>The code of a campaign, by address.</summary>
    /// <param name="campaign">For software's faults these are first instructions of methods.</param>
    /// <param name="map">Names it.</param>
    /// <param name="profile">What the machine runs.</param>
    /// <param name="cell">The one cell that is asked for; null for all.</param>
    public static IReadOnlyList<CodeBlock> Of(
        Campaign campaign, WorldMap map, IReadOnlyList<CodeBlock> profile, string? cell) =>
        [.. profile.Where(block => map.Find(block.Address) is { } function
            && (cell is null || function.Cell.Name == cell)
            && (campaign != Campaign.Software || (function.Address == block.Address && MayThrow(function))))];

    private static bool MayThrow(MappedFunction function) => !s_notThrowing.Contains(function.Cell.Name)
        && !s_runtime.Any(start => function.Name.StartsWith(start, StringComparison.Ordinal));
}
