using System.Runtime.InteropServices;

namespace Theseus.Memory.Physical;

/// <summary>What the frame table knows of one frame: 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FrameEntry
{
    /// <summary>
    /// Counts how often the frame has begun a range with an owner. A handle that remembers another number is stale: its
    /// range was released, moved, split or merged since.
    /// </summary>
    public uint Generation;

    /// <summary>Place in the <see cref="OwnerTable"/>.</summary>
    public ushort Owner;

    /// <summary>Who may do what with it.</summary>
    public FrameState State;

    /// <summary>True on the first frame of a range that an <see cref="AllocatedFrames"/> holds.</summary>
    public bool IsHead;
}

/// <summary>The states of a frame.</summary>
internal enum FrameState : byte
{
    /// <summary>No RAM, or RAM that is never given out.</summary>
    Fixed = 0,

    /// <summary>In the map of free frames.</summary>
    Free,

    /// <summary>In an <see cref="AllocatedFrames"/>.</summary>
    Allocated,

    /// <summary>In a mapping.</summary>
    Mapped,

    /// <summary>Holds a page table.</summary>
    Table,
}
