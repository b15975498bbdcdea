using System.Runtime.CompilerServices;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Files;

/// <summary>
/// The open files by descriptor. 0, 1 and 2 are the terminal from the start, as every program expects.
/// </summary>
// SAFETY: a pointer into the table is given only for a descriptor in range; the table is static and never moves.
internal static unsafe class FileTable
{
    private const int Capacity = 256;
    private const int StandardFiles = 3;

    private static Storage s_storage;
    private static bool s_isOpen;

    [InlineArray(Capacity)]
    private struct Storage
    {
        private OpenFile _first;
    }

    private static ref OpenFile First => ref s_storage[0];

    private static OpenFile* Entries
    {
        get
        {
            OpenFile* entries = (OpenFile*)Unsafe.AsPointer(ref First);
            if (s_isOpen)
            {
                return entries;
            }

            s_isOpen = true;
            for (int i = 0; i < StandardFiles; i++)
            {
                entries[i].Kind = FileKind.Terminal;
                entries[i].CanRead = entries[i].CanWrite = true;
            }

            return entries;
        }
    }

    /// <summary>The open file, or null (with EBADF noted) where <paramref name="descriptor"/> is not open.</summary>
    public static OpenFile* Find(nint descriptor)
    {
        if ((nuint)descriptor < Capacity && Entries[descriptor].Kind != FileKind.None)
        {
            return Entries + descriptor;
        }

        Errno.Fail(ErrorNumber.EBADF);
        return null;
    }

    /// <summary>Enters a file under the lowest free descriptor; -1 (with EMFILE noted) where all are in use.</summary>
    public static int Add(in OpenFile file)
    {
        OpenFile* entries = Entries;
        for (int i = 0; i < Capacity; i++)
        {
            if (entries[i].Kind != FileKind.None)
            {
                continue;
            }

            entries[i] = file;
            return i;
        }

        return Errno.Fail(ErrorNumber.EMFILE);
    }

    /// <summary>Closes a file; -1 (with EBADF noted) where it is not open.</summary>
    public static int Remove(nint descriptor)
    {
        OpenFile* file = Find(descriptor);
        if (file == null)
        {
            return -1;
        }

        *file = default;
        return 0;
    }
}
