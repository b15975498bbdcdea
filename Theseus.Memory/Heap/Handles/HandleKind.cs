namespace Theseus.Memory.Heap;

/// <summary>Kinds of handles, with CoreLib's numbers (<c>GCHandleType</c>, and 6 for dependent handles).</summary>
internal enum HandleKind
{
    /// <summary>Cleared as soon as its object is unreachable, before the finalizer runs.</summary>
    WeakShort = 0,

    /// <summary>Cleared when its object is gone for good; follows it through resurrection.</summary>
    WeakLong = 1,

    /// <summary>Keeps its object alive.</summary>
    Strong = 2,

    /// <summary>Keeps its object alive and in place; as this heap moves nothing, the same as strong.</summary>
    Pinned = 3,

    /// <summary>Keeps its secondary object alive as long as its primary one is.</summary>
    Dependent = 6,

    /// <summary>No handle any more, and not to be one again while a copy of its value may be left.</summary>
    Retired = 5,

    /// <summary>No handle: the slot is free.</summary>
    Free = 7,
}
