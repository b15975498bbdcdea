using System.Runtime.CompilerServices;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Files;

/// <summary>
/// The open files by descriptor. 0, 1 and 2 are the terminal from the start, as every program expects.
/// </summary>
internal static class FileTable
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

    private static Span<OpenFile> Entries
    {
        get
        {
            Span<OpenFile> entries = s_storage;
            if (s_isOpen)
            {
                return entries;
            }

            s_isOpen = true;
            foreach (ref OpenFile file in entries[..StandardFiles])
            {
                file.Kind = FileKind.Terminal;
                file.CanRead = file.CanWrite = true;
            }

            return entries;
        }
    }

    /// <summary>Whether a file is open under a descriptor; EBADF is noted where none is.</summary>
    public static bool IsOpen(nint descriptor)
    {
        if ((nuint)descriptor < Capacity && Entries[(int)descriptor].Kind != FileKind.None)
        {
            return true;
        }

        Errno.Fail(ErrorNumber.EBADF);
        return false;
    }

    /// <summary>The open file under a descriptor that is open.</summary>
    public static ref OpenFile At(nint descriptor) => ref Entries[(int)descriptor];

    /// <summary>Enters a file under the lowest free descriptor; -1 (with EMFILE noted) where all are in use.</summary>
    public static int Add(in OpenFile file)
    {
        Span<OpenFile> entries = Entries;
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
        if (!IsOpen(descriptor))
        {
            return -1;
        }

        At(descriptor) = default;
        return 0;
    }
}
