using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>
/// A table of the kernel's in frames of its own, which follow each other: as long as who made it says, and no part of
/// any heap. All zeroes at first. Owns the frames. The default value has no entries.
/// </summary>
[NoAllocation]
[Owned]
internal readonly struct FrameTable<T> : IDisposable
    where T : unmanaged
{
    private readonly AllocatedFrames _frames;

    private FrameTable([Moves] AllocatedFrames frames, int count) => (_frames, Count) = (frames, count);

    /// <summary>How many entries there are.</summary>
    public int Count { get; }

    /// <summary>The entries.</summary>
    public Span<T> Entries => Count == 0 ? default : MemoryMarshal.Cast<byte, T>(
        PhysicalMemory.BytesOf(_frames.First, (int)(_frames.Count * Frame.Bytes)))[..Count];

    /// <summary>Takes frames for so many entries; none of it for none.</summary>
    public static MemoryError TryAllocate(int count, MemoryOwner owner, out FrameTable<T> table)
    {
        table = default;
        ulong bytes = (ulong)count * SpanView.SizeOf<T>();
        if (count <= 0 || bytes > int.MaxValue)
        {
            return count == 0 ? MemoryError.None : MemoryError.BadSize;
        }

        MemoryError error = AllocatedFrames.TryAllocate(
            (bytes + Frame.Bytes - 1) / Frame.Bytes, 1, owner, out AllocatedFrames frames);
        if (error == MemoryError.None)
        {
            table = new FrameTable<T>(frames, count);
        }

        return error;
    }

    /// <summary>Gives the frames back.</summary>
    public void Dispose() => _frames.Dispose();
}
