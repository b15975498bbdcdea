using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// All that allocation touches on its fast path: a cursor for each size class, and the table from a size to its
/// cursor. One today; made so that each CPU can have its own.
/// </summary>
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal struct AllocationContext
{
    private const int CursorBytes = 32;
    // named by number: the compiler tests a field's address for null
    private const int QuickOffset = SizeClasses.Count * CursorBytes;
    private const int QuickEntries = (int)SizeClasses.MaxQuickBytes / 8 + 1;

    private Cursors _cursors;
    private Offsets _quick;

    /// <summary>Sets up empty cursors in zeroed memory.</summary>
    public void Initialize()
    {
        for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
        {
            Cursor(sizeClass).SlotBytes = SizeClasses.BytesOf(sizeClass);
        }

        for (int entry = 0; entry < QuickEntries; entry++)
        {
            _quick[entry] = (ushort)(SizeClasses.ClassOf((uint)entry * 8) * CursorBytes);
        }
    }

    /// <summary>The cursor of a size class.</summary>
    [UnscopedRef]
    public ref AllocationCursor Cursor(int sizeClass) => ref _cursors[sizeClass];

    /// <summary>
    /// The cursor for objects of <paramref name="bytes"/>, a multiple of 8: an entry takes two bytes a word.
    /// </summary>
    // SAFETY: callers have compared bytes with MaxQuickBytes, for which there is an entry; entries are offsets of
    // cursors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe AllocationCursor* QuickWhole(AllocationContext* context, uint bytes) =>
        (AllocationCursor*)((byte*)context + *(ushort*)((byte*)context + QuickOffset + (bytes >> 2)));

    /// <summary>
    /// The cursor for objects of <paramref name="bytes"/> less 7, rounded up to words; at most MaxQuickBytes.
    /// </summary>
    // SAFETY: as QuickWhole: with 7 added a size of at most MaxQuickBytes still falls into the last entry.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe AllocationCursor* Quick(AllocationContext* context, uint bytes) =>
        (AllocationCursor*)((byte*)context + *(ushort*)((byte*)context + QuickOffset + (bytes >> 3) * sizeof(ushort)));

    [InlineArray(SizeClasses.Count)]
    private struct Cursors
    {
        private AllocationCursor _first;
    }

    [InlineArray(QuickEntries)]
    private struct Offsets
    {
        private ushort _first;
    }
}
