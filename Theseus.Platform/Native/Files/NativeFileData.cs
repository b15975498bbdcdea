using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Random;
using Theseus.Platform.Native.Terminal;

namespace Theseus.Platform.Native.Files;

/// <summary>Reading, writing and positioning in open files.</summary>
// SAFETY: buffers are the BCL's, with their true size; null and negative sizes are refused before use. Positions in
// contents are kept within 0 and the length at each read.
internal static unsafe class NativeFileData
{
    [RuntimeExport("SystemNative_Read")]
    internal static int Read(nint descriptor, byte* buffer, int count)
    {
        OpenFile* file = Checked(descriptor, buffer, count);
        if (file == null)
        {
            return -1;
        }

        if (!file->CanRead)
        {
            return Errno.Fail(ErrorNumber.EBADF);
        }

        int result = Read(*file, buffer, count, file->Position);
        if (result > 0 && file->Kind == FileKind.Contents)
        {
            file->Position += result;
        }

        return result;
    }

    [RuntimeExport("SystemNative_PRead")]
    internal static int ReadAt(nint descriptor, byte* buffer, int count, long position)
    {
        OpenFile* file = Checked(descriptor, buffer, count);
        if (file == null)
        {
            return -1;
        }

        if (file->Kind == FileKind.Terminal)
        {
            return Errno.Fail(ErrorNumber.ESPIPE);
        }

        if (position < 0)
        {
            return Errno.Fail(ErrorNumber.EINVAL);
        }

        return file->CanRead ? Read(*file, buffer, count, position) : Errno.Fail(ErrorNumber.EBADF);
    }

    [RuntimeExport("SystemNative_PReadV")]
    internal static long ReadAtInto(nint descriptor, IoVector* vectors, int vectorCount, long position)
    {
        long total = 0;
        for (int i = 0; i < vectorCount; i++)
        {
            int wanted = vectors[i].Count > int.MaxValue ? int.MaxValue : (int)vectors[i].Count;
            int count = ReadAt(descriptor, vectors[i].Base, wanted, position + total);
            if (count < 0)
            {
                return total > 0 ? total : -1;
            }

            total += count;
            if ((nuint)count < vectors[i].Count)
            {
                break;
            }
        }

        return total;
    }

    [RuntimeExport("SystemNative_Write")]
    internal static int Write(nint descriptor, byte* buffer, int count)
    {
        OpenFile* file = Checked(descriptor, buffer, count);
        if (file == null)
        {
            return -1;
        }

        if (!file->CanWrite)
        {
            return Errno.Fail(ErrorNumber.EBADF);
        }

        if (file->Kind == FileKind.Terminal)
        {
            NativeTerminal.Write(new ReadOnlySpan<byte>(buffer, count));
        }

        return count;
    }

    [RuntimeExport("SystemNative_PWrite")]
    internal static int WriteAt(nint descriptor, byte* buffer, int count, long position)
    {
        OpenFile* file = Checked(descriptor, buffer, count);
        if (file == null)
        {
            return -1;
        }

        return file->Kind == FileKind.Terminal ? Errno.Fail(ErrorNumber.ESPIPE) : Write(descriptor, buffer, count);
    }

    [RuntimeExport("SystemNative_PWriteV")]
    internal static long WriteAtFrom(nint descriptor, IoVector* vectors, int vectorCount, long position)
    {
        long total = 0;
        for (int i = 0; i < vectorCount; i++)
        {
            int wanted = vectors[i].Count > int.MaxValue ? int.MaxValue : (int)vectors[i].Count;
            int count = WriteAt(descriptor, vectors[i].Base, wanted, position + total);
            if (count < 0)
            {
                return total > 0 ? total : -1;
            }

            total += count;
        }

        return total;
    }

    [RuntimeExport("SystemNative_LSeek")]
    internal static long Seek(nint descriptor, long offset, int whence)
    {
        OpenFile* file = FileTable.Find(descriptor);
        if (file == null)
        {
            return -1;
        }

        if (file->Kind == FileKind.Terminal)
        {
            return Errno.Fail(ErrorNumber.ESPIPE);
        }

        long target = whence switch
        {
            0 => offset,
            1 => file->Position + offset,
            2 => file->Length + offset,
            _ => -1,
        };
        if (target < 0)
        {
            return Errno.Fail(ErrorNumber.EINVAL);
        }

        return file->Position = target;
    }

    // What gives a file its data: nothing below blocks but the terminal.
    private static int Read(in OpenFile file, byte* buffer, int count, long position)
    {
        switch (file.Kind)
        {
            case FileKind.Terminal:
                return NativeTerminal.Read(new Span<byte>(buffer, count));
            case FileKind.Contents:
                long left = position < file.Length ? file.Length - position : 0;
                if (count > left)
                {
                    count = (int)left;
                }

                for (int i = 0; i < count; i++)
                {
                    buffer[i] = file.Contents[position + i];
                }

                return count;
            case FileKind.Zero:
                new Span<byte>(buffer, count).Clear();
                return count;
            case FileKind.Random:
                NativeRandom.Fill(new Span<byte>(buffer, count));
                return count;
            case FileKind.Directory:
                return Errno.Fail(ErrorNumber.EISDIR);
            default:
                return 0;
        }
    }

    private static OpenFile* Checked(nint descriptor, byte* buffer, int count)
    {
        OpenFile* file = FileTable.Find(descriptor);
        if (file == null)
        {
            return null;
        }

        if (count >= 0 && (buffer != null || count == 0))
        {
            return file;
        }

        Errno.Fail(count < 0 ? ErrorNumber.EINVAL : ErrorNumber.EFAULT);
        return null;
    }
}
