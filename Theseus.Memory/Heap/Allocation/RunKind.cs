namespace Theseus.Memory.Heap;

/// <summary>What a run of pages is for.</summary>
internal enum RunKind
{
    /// <summary>Holds nothing: kept for the next taker, or the reserve.</summary>
    Spare,

    /// <summary>Slots of one size class.</summary>
    Slots,

    /// <summary>One large object.</summary>
    Large,

    /// <summary>A segment of the handle table.</summary>
    Handles,
}
