using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Memory;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Memory;

/// <summary>
/// Anonymous private memory by the page: what the BCL reserves for objects that live for ever. Files cannot be mapped,
/// and no page can be made executable or taken access from.
/// </summary>
/// <remarks>A mapping reserved without access (PROT_NONE) has memory only up to where access was given since.</remarks>
internal static class NativeMappings
{
    private const int Capacity = 256;
    private const nuint PageSize = 4096;
    private const int Readable = 1, Writable = 2, Executable = 4;
    private const int Anonymous = 0x10;

    private static Table s_table;

    [InlineArray(Capacity)]
    private struct Table
    {
        private Mapping _first;
    }

    private struct Mapping
    {
        public nuint Start;
        public nuint Committed;
        public nuint Pages;

        public readonly nuint End => Start + (Pages * PageSize);
    }

    private static Span<Mapping> Mappings => s_table;

    [RuntimeExport("SystemNative_MMap")]
    internal static nint Map(nint address, ulong length, int access, int flags, nint descriptor, long offset)
    {
        if (length == 0 || length > nuint.MaxValue / 2)
        {
            return Errno.Fail(ErrorNumber.EINVAL);
        }

        if ((flags & Anonymous) == 0)
        {
            return Errno.Fail(ErrorNumber.ENODEV);
        }

        if ((access & Executable) != 0)
        {
            return Errno.Fail(ErrorNumber.ENOTSUP);
        }

        int place = Find(0);
        if (place < 0)
        {
            return Errno.Fail(ErrorNumber.ENOMEM);
        }

        Mapping made = new() { Pages = ((nuint)length + PageSize - 1) / PageSize };
        if (!TryReserve(ref made))
        {
            return Errno.Fail(ErrorNumber.ENOMEM);
        }

        if (access != 0 && !CommitUpTo(ref made, made.End))
        {
            Release(made);
            return Errno.Fail(ErrorNumber.ENOMEM);
        }

        Mappings[place] = made;
        return (nint)made.Start;
    }

    [RuntimeExport("SystemNative_MProtect")]
    internal static int Protect(nint address, ulong length, int access)
    {
        nuint start = (nuint)address;
        foreach (ref Mapping mapping in Mappings)
        {
            if (mapping.Start == 0 || start < mapping.Start || start >= mapping.End)
            {
                continue;
            }

            if (length > mapping.End - start)
            {
                return Errno.Fail(ErrorNumber.ENOMEM);
            }

            if (access != (Readable | Writable))
            {
                return Errno.Fail(ErrorNumber.ENOTSUP);
            }

            return CommitUpTo(ref mapping, start + (nuint)length) ? 0 : Errno.Fail(ErrorNumber.ENOMEM);
        }

        return Errno.Fail(ErrorNumber.ENOMEM);
    }

    /// <summary>Gives back a whole mapping; a part of one cannot be.</summary>
    [RuntimeExport("SystemNative_MUnmap")]
    internal static int Unmap(nint address, ulong length)
    {
        int place = address == 0 ? -1 : Find((nuint)address);
        nuint size = ((nuint)length + PageSize - 1) & ~(PageSize - 1);
        if (place < 0 || Mappings[place].Pages * PageSize != size)
        {
            return Errno.Fail(ErrorNumber.EINVAL);
        }

        ref Mapping mapping = ref Mappings[place];
        Release(mapping);
        mapping = default;
        return 0;
    }

    private static int Find(nuint start)
    {
        for (int i = 0; i < Capacity; i++)
        {
            if (Mappings[i].Start == start)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool CommitUpTo(ref Mapping mapping, nuint end)
    {
        nuint pages = (end - mapping.Start + PageSize - 1) / PageSize;
        if (pages <= mapping.Committed)
        {
            return true;
        }

        if (!TryCommit(mapping, pages - mapping.Committed))
        {
            return false;
        }

        mapping.Committed = pages;
        return true;
    }

    // SAFETY: here and below: the table remembers exactly what was reserved, and how much of it was committed.
    private static unsafe bool TryReserve(ref Mapping mapping)
    {
        mapping.Start = (nuint)NativeHeap.Reserve(mapping.Pages);
        return mapping.Start != 0;
    }

    // SAFETY: see above.
    private static unsafe bool TryCommit(in Mapping mapping, nuint pages) =>
        NativeHeap.Commit((void*)mapping.Start, mapping.Committed, pages, mapping.Pages);

    // SAFETY: see above.
    private static unsafe void Release(in Mapping mapping) =>
        NativeHeap.Release((void*)mapping.Start, mapping.Committed, mapping.Pages);
}
