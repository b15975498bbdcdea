using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Platform.Native;

/// <summary>
/// Anonymous private memory by the page: what the BCL reserves for objects that live for ever. Each mapping is a block of
/// the native heap. Files cannot be mapped, and no page can be made executable or taken access from.
/// </summary>
/// <remarks>
/// A mapping reserved without access (PROT_NONE) is cleared only as access is given, so that a large reservation costs no
/// time. The table says up to where it has been cleared.
/// </remarks>
// SAFETY: a mapping lies within its block: the block is one page longer, and the start is rounded up to a page.
internal static unsafe class NativeMappings
{
    private const int Capacity = 256;
    private const nuint PageSize = 4096;
    private const int Readable = 1, Writable = 2, Executable = 4;
    private const int Anonymous = 0x10;

    private static Table _table;

    [InlineArray(Capacity)]
    private struct Table
    {
        private Mapping _first;
    }

    private struct Mapping
    {
        public void* Block;
        public nuint Start;
        public nuint Cleared;
        public nuint End;
    }

    private static Mapping* Mappings => (Mapping*)Unsafe.AsPointer(ref First);

    private static ref Mapping First => ref _table[0];

    [RuntimeExport("SystemNative_MMap")]
    internal static nint Map(nint address, ulong length, int access, int flags, nint descriptor, long offset)
    {
        if (length == 0 || length > nuint.MaxValue / 2) return Errno.Fail(ErrorNumber.EINVAL);
        if ((flags & Anonymous) == 0) return Errno.Fail(ErrorNumber.ENODEV);
        if ((access & Executable) != 0) return Errno.Fail(ErrorNumber.ENOTSUP);
        var mapping = Find(0);
        if (mapping == null) return Errno.Fail(ErrorNumber.ENOMEM);

        var size = ((nuint)length + PageSize - 1) & ~(PageSize - 1);
        var block = Machine.Allocate(size + PageSize);
        if (block == null) return Errno.Fail(ErrorNumber.ENOMEM);
        mapping->Block = block;
        mapping->Start = ((nuint)block + PageSize - 1) & ~(PageSize - 1);
        mapping->Cleared = mapping->Start;
        mapping->End = mapping->Start + size;
        if (access != 0) ClearUpTo(mapping, mapping->End);
        return (nint)mapping->Start;
    }

    [RuntimeExport("SystemNative_MProtect")]
    internal static int Protect(nint address, ulong length, int access)
    {
        var start = (nuint)address;
        for (var i = 0; i < Capacity; i++)
        {
            var mapping = Mappings + i;
            if (mapping->Block == null || start < mapping->Start || start >= mapping->End) continue;
            if (length > mapping->End - start) return Errno.Fail(ErrorNumber.ENOMEM);
            if (access != (Readable | Writable)) return Errno.Fail(ErrorNumber.ENOTSUP);
            ClearUpTo(mapping, start + (nuint)length);
            return 0;
        }

        return Errno.Fail(ErrorNumber.ENOMEM);
    }

    /// <summary>Gives back a whole mapping; a part of one cannot be.</summary>
    [RuntimeExport("SystemNative_MUnmap")]
    internal static int Unmap(nint address, ulong length)
    {
        var mapping = address == 0 ? null : Find((nuint)address);
        var size = ((nuint)length + PageSize - 1) & ~(PageSize - 1);
        if (mapping == null || mapping->End - mapping->Start != size) return Errno.Fail(ErrorNumber.EINVAL);
        Machine.Free(mapping->Block);
        *mapping = default;
        return 0;
    }

    private static Mapping* Find(nuint start)
    {
        for (var i = 0; i < Capacity; i++)
        {
            if (Mappings[i].Start == start) return Mappings + i;
        }

        return null;
    }

    private static void ClearUpTo(Mapping* mapping, nuint end)
    {
        if (end <= mapping->Cleared) return;
        NativeAllocation.Clear((byte*)mapping->Cleared, end - mapping->Cleared);
        mapping->Cleared = end;
    }
}
