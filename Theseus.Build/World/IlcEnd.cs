namespace Theseus.Build.World;

/// <summary>How a run of the compiler ended.</summary>
public enum IlcEnd
{
    Done,

    /// <summary>It gave an error or crashed.</summary>
    Failed,

    /// <summary>It used up <see cref="IlcLimits.CpuSeconds"/>.</summary>
    OutOfTime,

    /// <summary>It used up <see cref="IlcLimits.HeapBytes"/>.</summary>
    OutOfMemory,
}
