using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>How mappings come to be, and how what they allow is changed.</summary>
public static class MappedPages
{
    /// <summary>
    /// Memory of so many bytes, rounded up to pages: zeroed, readable and writable, the running program's, with a guard
    /// page on each side.
    /// </summary>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    /// <exception cref="MemoryException"><see cref="MemoryError.BadSize"/>: 0 bytes, or more than any machine
    /// has</exception>
    public static MappedPages<ReadWrite> Allocate(ulong bytes)
    {
        ulong pages = (bytes / Frame.Bytes) + (bytes % Frame.Bytes == 0 ? 0UL : 1);
        MemoryException.ThrowIf(
            TryAllocate(pages, guarded: true, MemoryOwner.Current, out MappedPages<ReadWrite> mapping),
                $"{bytes} bytes");
        return mapping;
    }

    /// <summary>As <see cref="Allocate"/>, in pages of 4 KiB, for an owner, without throwing.</summary>
    internal static MemoryError TryAllocate(ulong pages, bool guarded, MemoryOwner owner,
        out MappedPages<ReadWrite> mapping)
    {
        mapping = default;
        MemoryError error = Mappings.TakePages(ref AddressWindows.General, pages, 1, guarded, owner,
            out PageRange range);
        if (error != MemoryError.None)
        {
            return error;
        }

        error = Mappings.MapNew(range, PageAccess.ReadWrite, owner, out PageRange mapped);
        if (error != MemoryError.None)
        {
            Mappings.GivePages(range);
        }

        mapping = new MappedPages<ReadWrite>(mapped);
        return error;
    }

    /// <summary>
    /// Maps pages to frames, equally many, and owns both from then on. If it is refused, both are released.
    /// </summary>
    /// <param name="frames">Moved in.</param>
    /// <param name="pages">Moved in.</param>
    /// <param name="size">One entry maps this much: both must be aligned to it and hold a multiple of it.</param>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>, <see cref="MemoryError.UnequalCounts"/>,
    /// <see cref="MemoryError.Misaligned"/>, <see cref="MemoryError.BadSize"/>: there is no such page size
    /// </exception>
    /// <exception cref="OutOfMemoryException">There is no frame for a page table.</exception>
    public static MappedPages<ReadWrite> Map([Moves] AllocatedFrames frames, [Moves] AllocatedPages pages,
        PageSize size = PageSize.Small)
    {
        MemoryError error = TryMap(frames, pages, size, out MappedPages<ReadWrite> mapping);
        if (error != MemoryError.None)
        {
            string text = $"{frames} to {pages} by {size} pages";
            frames.Dispose();
            pages.Dispose();
            MemoryException.Throw(error, text);
        }

        return mapping;
    }

    /// <summary>As <see cref="Map"/>, without throwing. If it is refused, the caller still owns both.</summary>
    internal static MemoryError TryMap(
        [Moves(OnSuccess = true)] AllocatedFrames frames, [Moves(OnSuccess = true)] AllocatedPages pages,
            PageSize size, out MappedPages<ReadWrite> mapping)
    {
        mapping = default;
        if (!frames.IsHeld || !pages.IsHeld)
        {
            return MemoryError.NotOwned;
        }

        if (size is < PageSize.Small or > PageSize.Huge)
        {
            return MemoryError.BadSize;
        }

        if (frames.Count != pages.Count)
        {
            return MemoryError.UnequalCounts;
        }

        MemoryError error = Mappings.MapFrames(
            pages.Range, frames.First, PageAccess.ReadWrite, size, FrameAllocator.OwnerOf(frames.First),
                out PageRange mapped);
        if (error == MemoryError.None)
        {
            frames.MoveOut();
            pages.MoveOut();
        }

        mapping = new MappedPages<ReadWrite>(mapped);
        return error;
    }

    /// <summary>All of it as bytes; a mapping of 2 GiB and more is seen in parts.</summary>
    [return: View]
    public static Span<byte> AsSpan(this in MappedPages<ReadWrite> mapping) => mapping.AsSpan<byte>(0, mapping.Length);

    /// <summary>Elements of a type, to read and write.</summary>
    /// <param name="mapping">Outlives the span: the compiler sees to it where it is a local.</param>
    /// <param name="offset">Bytes from the start.</param>
    /// <param name="count">Elements.</param>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>, <see cref="MemoryError.OutOfRange"/>, <see cref="MemoryError.Misaligned"/>
    /// </exception>
    [return: View]
    // SAFETY: View has checked that the mapping is held and has so many elements there, aligned; and its type allows
    // writing.
    public static unsafe Span<T> AsSpan<T>(this in MappedPages<ReadWrite> mapping, ulong offset, ulong count)
        where T : unmanaged => new((void*)mapping.View<T>(offset, count).Value, (int)count);

    /// <summary>As <see cref="AsSpan{T}"/>, for code that may not throw; the span is empty then.</summary>
    public static MemoryError TryAsSpan<T>(this in MappedPages<ReadWrite> mapping, ulong offset, ulong count,
        out Span<T> span)
        where T : unmanaged
    {
        MemoryError error = mapping.Check<T>(offset, count);
        // SAFETY: Check has found so many elements there, aligned, in a mapping that is held.
        unsafe { span = error == MemoryError.None ? new Span<T>((void*)(mapping.Start + offset).Value, (int)count)
            : default; }

        return error;
    }

    /// <summary>One value, to read and write.</summary>
    /// <param name="mapping">Outlives the reference: the compiler sees to it where it is a local.</param>
    /// <param name="offset">Bytes from the start.</param>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>, <see cref="MemoryError.OutOfRange"/>, <see cref="MemoryError.Misaligned"/>
    /// </exception>
    [return: View]
    // SAFETY: View has checked that the mapping is held and has the value there, aligned; and its type allows writing.
    public static unsafe ref T AsRef<T>(this in MappedPages<ReadWrite> mapping, ulong offset)
        where T : unmanaged => ref *(T*)mapping.View<T>(offset, 1).Value;

    /// <summary>
    /// Ends writing: what was written can only be read, until it is made writable again, or executable.
    /// </summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/></exception>
    public static MappedPages<ReadOnly> MakeReadOnly([Moves] this MappedPages<ReadWrite> mapping) =>
        mapping.Protect<ReadOnly>();

    /// <summary>Ends execution.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/></exception>
    public static MappedPages<ReadOnly> MakeReadOnly([Moves] this MappedPages<ReadExecute> mapping) =>
        mapping.Protect<ReadOnly>();

    /// <summary>Allows writing.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/></exception>
    public static MappedPages<ReadWrite> MakeWritable([Moves] this MappedPages<ReadOnly> mapping) =>
        mapping.Protect<ReadWrite>();

    /// <summary>Allows execution. From here on the frames cannot be written by any address.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/></exception>
    /// <exception cref="OutOfMemoryException">There is no frame for a page table of the direct map.</exception>
    internal static MappedPages<ReadExecute> MakeExecutable([Moves] this MappedPages<ReadOnly> mapping) =>
        mapping.Protect<ReadExecute>();

    /// <summary>One value of a type in a mapping, with the mapping.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>, <see cref="MemoryError.OutOfRange"/>, <see cref="MemoryError.Misaligned"/>;
    /// the mapping is released then
    /// </exception>
    public static Mapped<T> Into<T>([Moves] this MappedPages<ReadWrite> mapping, ulong offset)
        where T : unmanaged
    {
        return new Mapped<T>(Require<T>(mapping, offset, 1), offset);
    }

    /// <summary>Elements of a type in a mapping, with the mapping.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>, <see cref="MemoryError.OutOfRange"/>, <see cref="MemoryError.Misaligned"/>;
    /// the mapping is released then
    /// </exception>
    public static MappedSlice<T> IntoSlice<T>([Moves] this MappedPages<ReadWrite> mapping, ulong offset, ulong count)
        where T : unmanaged
    {
        return new MappedSlice<T>(Require<T>(mapping, offset, count), offset, (int)count);
    }

    private static MappedPages<ReadWrite> Require<T>([Moves] MappedPages<ReadWrite> mapping, ulong offset, ulong count)
        where T : unmanaged
    {
        MemoryError error = mapping.Check<T>(offset, count);
        if (error != MemoryError.None)
        {
            string text =
                $"{count} of {typeof(T).Name} ({MappedPages<ReadWrite>.SizeOf<T>()} bytes) at byte {offset} of "
                    + $"{mapping}";
            mapping.Dispose();
            MemoryException.Throw(error, text);
        }

        return mapping;
    }
}
