namespace Theseus.Memory;

/// <summary>What there is to an instance of the state of all managed code: see <see cref="Instances"/>.</summary>
internal struct Instance
{
    /// <summary>The one that it was made from.</summary>
    // SAFETY: null or an instance, which does not end before those that were made from it.
    public unsafe Instance* Parent;

    /// <summary>How many were made from it and have not ended.</summary>
    public int Children;

    /// <summary>Whose the pages of its collected heap are.</summary>
    public MemoryOwner Heap;

    /// <summary>Whose the pages of its native heap are.</summary>
    public MemoryOwner Native;

    /// <summary>The pages of the heaps that others have too, and its own frames for them; ascending.</summary>
    public PairList Pages;

    /// <summary>
    /// The pages of cells that it has written to, and their entries; ascending. While it does not run.
    /// </summary>
    public PairList Written;

    /// <summary>Flows of execution, and their thread statics. While it does not run.</summary>
    public PairList Threads;

    /// <summary>Address of a copy of its statics. While it does not run; else 0.</summary>
    public nuint Statics;
}
