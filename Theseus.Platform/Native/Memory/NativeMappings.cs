using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Memory;
using Theseus.Platform.Native.Errors;
using Theseus.Tasks.Programs;

namespace Theseus.Platform.Native.Memory;

/// <summary>
/// Anonymous private memory by the page: what the BCL reserves for objects that live for ever. Files cannot be mapped,
/// and no page can be made executable or taken access from.
/// </summary>
/// <remarks>A mapping reserved without access (PROT_NONE) has memory only up to where access was given since.</remarks>
// SAFETY: the table remembers exactly what ReservePages returned and how much of it was committed.
internal static unsafe class NativeMappings
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

        /// <summary>How deep programs were nested when it was made: it ends with the innermost of them.</summary>
        public int Depth;

        /// <summary>What was committed when the innermost program began.</summary>
        public nuint CommittedBefore;

        public readonly nuint End => Start + (Pages * PageSize);
    }

    private static Mapping* Mappings => (Mapping*)Unsafe.AsPointer(ref First);

    private static ref Mapping First => ref s_table[0];

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

        Mapping* mapping = Find(0);
        if (mapping == null)
        {
            return Errno.Fail(ErrorNumber.ENOMEM);
        }

        nuint pages = ((nuint)length + PageSize - 1) / PageSize;
        void* start = NativeHeap.Reserve(pages);
        if (start == null)
        {
            return Errno.Fail(ErrorNumber.ENOMEM);
        }

        Mapping made = new() { Start = (nuint)start, Pages = pages, Depth = ProgramRunner.Depth };
        if (access != 0 && !CommitUpTo(&made, made.End))
        {
            NativeHeap.Release(start, 0, pages);
            return Errno.Fail(ErrorNumber.ENOMEM);
        }

        *mapping = made;
        return (nint)made.Start;
    }

    [RuntimeExport("SystemNative_MProtect")]
    internal static int Protect(nint address, ulong length, int access)
    {
        nuint start = (nuint)address;
        for (int i = 0; i < Capacity; i++)
        {
            Mapping* mapping = Mappings + i;
            if (mapping->Start == 0 || start < mapping->Start || start >= mapping->End)
            {
                continue;
            }

            if (length > mapping->End - start)
            {
                return Errno.Fail(ErrorNumber.ENOMEM);
            }

            if (access != (Readable | Writable))
            {
                return Errno.Fail(ErrorNumber.ENOTSUP);
            }

            return CommitUpTo(mapping, start + (nuint)length) ? 0 : Errno.Fail(ErrorNumber.ENOMEM);
        }

        return Errno.Fail(ErrorNumber.ENOMEM);
    }

    /// <summary>Gives back a whole mapping; a part of one cannot be.</summary>
    [RuntimeExport("SystemNative_MUnmap")]
    internal static int Unmap(nint address, ulong length)
    {
        Mapping* mapping = address == 0 ? null : Find((nuint)address);
        nuint size = ((nuint)length + PageSize - 1) & ~(PageSize - 1);
        if (mapping == null || mapping->Pages * PageSize != size)
        {
            return Errno.Fail(ErrorNumber.EINVAL);
        }

        // What was there before the program is there after it: this table, too, is put back then.
        if (mapping->Depth == ProgramRunner.Depth)
        {
            NativeHeap.Release((void*)mapping->Start, mapping->Committed, mapping->Pages);
        }

        *mapping = default;
        return 0;
    }

    /// <summary>Before a program: saves the contents of all mappings. False where memory is out.</summary>
    internal static bool TrySave()
    {
        for (int i = 0; i < Capacity; i++)
        {
            Mapping* mapping = Mappings + i;
            mapping->CommittedBefore = mapping->Committed;
            if (mapping->Committed != 0
                && !WorldCheckpoint.TrySave((void*)mapping->Start, mapping->Committed * PageSize))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// After a program: gives back what it mapped, and leaves what it committed elsewhere as if it had not.
    /// </summary>
    internal static void EndProgram()
    {
        for (int i = 0; i < Capacity; i++)
        {
            Mapping* mapping = Mappings + i;
            if (mapping->Start == 0)
            {
                continue;
            }

            if (mapping->Depth == ProgramRunner.Depth)
            {
                NativeHeap.Release((void*)mapping->Start, mapping->Committed, mapping->Pages);
                *mapping = default;
            }
            else
            {
                nuint before = mapping->CommittedBefore;
                NativeAllocation.Clear((byte*)mapping->Start + (before * PageSize),
                    (mapping->Committed - before) * PageSize);
            }
        }
    }

    private static Mapping* Find(nuint start)
    {
        for (int i = 0; i < Capacity; i++)
        {
            if (Mappings[i].Start == start)
            {
                return Mappings + i;
            }
        }

        return null;
    }

    private static bool CommitUpTo(Mapping* mapping, nuint end)
    {
        nuint pages = (end - mapping->Start + PageSize - 1) / PageSize;
        if (pages <= mapping->Committed)
        {
            return true;
        }

        if (!NativeHeap.Commit((void*)mapping->Start, mapping->Committed, pages - mapping->Committed, mapping->Pages))
        {
            return false;
        }

        mapping->Committed = pages;
        return true;
    }
}
