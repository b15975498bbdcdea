namespace Theseus.Memory;

/// <summary>
/// Why an operation on frames, pages or a mapping was refused. What was handed in is as it was before.
/// </summary>
public enum MemoryError
{
    /// <summary>It was not refused.</summary>
    None,

    /// <summary>No frames are left for it.</summary>
    OutOfMemory,

    /// <summary>No run of virtual addresses is left for it.</summary>
    OutOfAddresses,

    /// <summary>The value owns nothing: it was released or moved before, or never held anything.</summary>
    NotOwned,

    /// <summary>Some of what was asked for belongs to somebody.</summary>
    InUse,

    /// <summary>The addresses are not RAM that the kernel may give out.</summary>
    NotRam,

    /// <summary>The addresses are RAM: no device's.</summary>
    IsRam,

    /// <summary>A number of frames, pages or bytes that is zero or beyond what there can be.</summary>
    BadSize,

    /// <summary>An address that is not aligned as its page size or type asks.</summary>
    Misaligned,

    /// <summary>An offset or length beyond the end.</summary>
    OutOfRange,

    /// <summary>Frames and pages that are to be mapped are not equally many.</summary>
    UnequalCounts,

    /// <summary>Two values that are to be one are not neighbours, or not of one kind.</summary>
    NotAdjacent,

    /// <summary>A cut within a large page.</summary>
    WithinLargePage,

    /// <summary>A view was used after its mapping was released.</summary>
    UsedAfterRelease,

    /// <summary>
    /// A type that is no number: memory is seen as numbers only, so that nothing else can be made of its bytes.
    /// </summary>
    NotPlain,
}
