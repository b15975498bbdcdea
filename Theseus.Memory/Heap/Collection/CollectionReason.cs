namespace Theseus.Memory.Heap;

/// <summary>Why a collection runs.</summary>
internal enum CollectionReason
{
    /// <summary>The budget of bytes since the last one is used up.</summary>
    Volume,

    /// <summary>No memory was left.</summary>
    Exhausted,

    /// <summary>A program asked for it (<c>GC.Collect</c>).</summary>
    Requested,
}
