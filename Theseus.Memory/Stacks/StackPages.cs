using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>The memory of one stack, with an unmapped page below and above it.</summary>
[Owned]
internal readonly struct StackPages : IDisposable
{
    private readonly MappedPages<ReadWrite> _mapping;

    private StackPages([Moves] MappedPages<ReadWrite> mapping) => _mapping = mapping;

    /// <summary>
    /// Memory for a stack of so many pages, of which <see cref="StackGuard.ReservePages"/> can only be used while an
    /// overflow is handled.
    /// </summary>
    public static MemoryError TryAllocate(ulong pages, ReadOnlySpan<byte> name, out StackPages stack)
    {
        MemoryOwner owner = OwnerTable.Register(MemoryKind.Stack, name);
        MemoryError error = MappedPages.TryAllocate(pages, guarded: true, owner, out MappedPages<ReadWrite> mapping);
        stack = new StackPages(mapping);
        return error;
    }

    /// <summary>Makes it a thread's stack: its bounds and its guard are set.</summary>
    public void Attach(ref ThreadControlBlock thread) =>
        StackGuard.Install(ref thread, (nuint)_mapping.Start.Value, (nuint)(_mapping.Start.Value + _mapping.Length));

    /// <summary>Gives the memory back. Nobody may run on it any more.</summary>
    public void Dispose() => _mapping.Dispose();
}
