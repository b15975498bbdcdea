using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// All that allocation touches on its fast path: a cursor for each size class, and the table from a size to its
/// cursor. One today; made so that each CPU can have its own.
/// </summary>
// SAFETY: made by Initialize in a page of its own; cursor offsets in the table point into the cursors before it.
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AllocationContext
{
    private const int CursorBytes = 32;
    private const int QuickOffset = SizeClasses.Count * CursorBytes; // named by number: the compiler tests a field's address for null
    private const int QuickEntries = (int)SizeClasses.MaxQuickBytes / 8 + 1;

    private fixed byte _cursors[SizeClasses.Count * CursorBytes];
    private fixed ushort _quick[QuickEntries];

    /// <summary>Sets up empty cursors in <paramref name="context"/>, zeroed memory.</summary>
    public static void Initialize(AllocationContext* context)
    {
        for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
            Cursor(context, sizeClass)->SlotBytes = SizeClasses.BytesOf(sizeClass);
        for (uint entry = 0; entry < QuickEntries; entry++)
            context->_quick[entry] = (ushort)(SizeClasses.ClassOf(entry * 8) * CursorBytes);
    }

    /// <summary>The cursor of a size class.</summary>
    public static AllocationCursor* Cursor(AllocationContext* context, int sizeClass) =>
        (AllocationCursor*)(context->_cursors + sizeClass * CursorBytes);

    /// <summary>The cursor for objects of <paramref name="bytes"/>, a multiple of 8: an entry takes two bytes a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AllocationCursor* QuickWhole(AllocationContext* context, uint bytes) =>
        (AllocationCursor*)((byte*)context + *(ushort*)((byte*)context + QuickOffset + (bytes >> 2)));

    /// <summary>The cursor for objects of <paramref name="bytes"/> less 7, rounded up to words; at most MaxQuickBytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AllocationCursor* Quick(AllocationContext* context, uint bytes) =>
        (AllocationCursor*)((byte*)context + *(ushort*)((byte*)context + QuickOffset + (bytes >> 3) * sizeof(ushort)));
}
