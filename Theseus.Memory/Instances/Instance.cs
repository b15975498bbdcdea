namespace Theseus.Memory;

/// <summary>What there is to an instance of the state of all managed code: see <see cref="Instances"/>.</summary>
internal struct Instance
{
    /// <summary>The one that it was made from.</summary>
    // SAFETY: null or an instance, which does not end before those that were made from it.
    public unsafe Instance* Parent;

    /// <summary>Next in the list of all.</summary>
    // SAFETY: null or an instance, which leaves the list before its page goes.
    public unsafe Instance* Next;

    /// <summary>How many were made from it and have not ended.</summary>
    public int Children;

    /// <summary>Whose the pages of its collected heap are.</summary>
    public MemoryOwner Heap;

    /// <summary>Whose the pages of its native heap are.</summary>
    public MemoryOwner Native;

    /// <summary>Whose the memory is that code in it takes without naming an owner.</summary>
    public MemoryOwner Program;

    /// <summary>The pages of the heaps that others have too, and its own frames for them; ascending.</summary>
    public PairList Pages;

    /// <summary>
    /// The pages of cells that it has written to, and their entries; ascending. While it does not run; has room for all
    /// that there can be.
    /// </summary>
    public PairList Written;

    /// <summary>Address of a copy of its statics, which counts while it does not run.</summary>
    public nuint Statics;

    /// <summary>True if pages of its heaps are its own.</summary>
    public readonly bool Owns(MemoryOwner owner) => Heap == owner || Native == owner;
}
