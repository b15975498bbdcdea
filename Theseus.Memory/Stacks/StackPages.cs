using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>The memory of one stack, with an unmapped page below and above it.</summary>
[Owned]
internal readonly struct StackPages : IDisposable
{
    private readonly MappedPages<ReadWrite> _mapping;

    private StackPages([Moves] MappedPages<ReadWrite> mapping) => _mapping = mapping;

    /// <summary>Bytes of it; 0 if the value owns nothing.</summary>
    public nuint Bytes => (nuint)_mapping.Length;

    private nuint Low => (nuint)_mapping.Start.Value;

    /// <summary>
    /// Memory for a stack of so many pages, of which <see cref="StackGuard.ReservePages"/> can only be used while an
    /// overflow is handled.
    /// </summary>
    public static MemoryError TryAllocate(ulong pages, MemoryOwner owner, out StackPages stack)
    {
        MemoryError error = MappedPages.TryAllocate(pages, guarded: true, owner, out MappedPages<ReadWrite> mapping);
        stack = new StackPages(mapping);
        return error;
    }

    /// <summary>Makes it a thread's stack: its bounds and its guard are set.</summary>
    public void Attach(ref ThreadControlBlock thread) => StackGuard.Install(ref thread, Low, Low + Bytes);

    /// <summary>
    /// Makes it a task's: the control block, zeroed, lies at its high end, and the stack is what is below.
    /// </summary>
    // SAFETY: the mapping is longer than a block by far, and its high end is aligned to a page.
    public unsafe TaskReference AttachTask()
    {
        ThreadControlBlock* block = (ThreadControlBlock*)(Low + Bytes - ThreadControlBlock.Room);
        *block = default;
        StackGuard.Install(ref *block, Low, (nuint)block);
        return new TaskReference(block);
    }

    /// <summary>Gives the memory back. Nobody may run on it any more.</summary>
    public void Dispose() => _mapping.Dispose();
}
