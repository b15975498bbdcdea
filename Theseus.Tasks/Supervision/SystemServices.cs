namespace Theseus.Tasks.Supervision;

/// <summary>
/// The services that the system itself stands on, as far as they begin anew: numbers of the kernel's, which belong to
/// no instance.
/// </summary>
internal static class SystemServices
{
    /// <summary>How many restarts of the shell there may be within <see cref="ShellWithinMs"/>; then a panic.</summary>
    public const int MostShellRestarts = 3;

    /// <summary>The time in which restarts of the shell are counted, in milliseconds.</summary>
    public const int ShellWithinMs = 10_000;

    /// <summary>How often the shell has begun anew.</summary>
    public static int ShellRestarts { get; set; }

    /// <summary>Address of the MethodTable of what ended the shell last; 0 where that is not known.</summary>
    public static nuint ShellLastType { get; set; }
}
