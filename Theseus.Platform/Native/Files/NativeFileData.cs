using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Random;
using Theseus.Platform.Native.Terminal;

namespace Theseus.Platform.Native.Files;

/// <summary>Reading, writing and positioning in open files.</summary>
internal static class NativeFileData
{
    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("SystemNative_Read")]
    internal static unsafe int Read(nint descriptor, byte* buffer, int count) =>
        Read(descriptor, Passed.Array(buffer, count), count);

    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("SystemNative_PRead")]
    internal static unsafe int ReadAt(nint descriptor, byte* buffer, int count, long position) =>
        ReadAt(descriptor, Passed.Array(buffer, count), count, position);

    // SAFETY: an array of buffers, each of the length that it says.
    [RuntimeExport("SystemNative_PReadV")]
    internal static unsafe long ReadAtInto(nint descriptor, IoVector* vectors, int vectorCount, long position) =>
        ReadAtInto(descriptor, Passed.Array(vectors, vectorCount), position);

    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("SystemNative_Write")]
    internal static unsafe int Write(nint descriptor, byte* buffer, int count) =>
        Write(descriptor, Passed.Array(buffer, count), count);

    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("SystemNative_PWrite")]
    internal static unsafe int WriteAt(nint descriptor, byte* buffer, int count, long position) =>
        WriteAt(descriptor, Passed.Array(buffer, count), count);

    // SAFETY: an array of buffers, each of the length that it says.
    [RuntimeExport("SystemNative_PWriteV")]
    internal static unsafe long WriteAtFrom(nint descriptor, IoVector* vectors, int vectorCount, long position) =>
        WriteAtFrom(descriptor, Passed.Array(vectors, vectorCount));

    [RuntimeExport("SystemNative_LSeek")]
    internal static long Seek(nint descriptor, long offset, int whence)
    {
        if (!FileTable.IsOpen(descriptor))
        {
            return -1;
        }

        ref OpenFile file = ref FileTable.At(descriptor);
        if (file.Kind == FileKind.Terminal)
        {
            return Errno.Fail(ErrorNumber.ESPIPE);
        }

        long target = whence switch
        {
            0 => offset,
            1 => file.Position + offset,
            2 => file.Length + offset,
            _ => -1,
        };
        if (target < 0)
        {
            return Errno.Fail(ErrorNumber.EINVAL);
        }

        return file.Position = target;
    }

    private static int Read(nint descriptor, Span<byte> buffer, int count)
    {
        if (!IsUsable(descriptor, buffer, count))
        {
            return -1;
        }

        ref OpenFile file = ref FileTable.At(descriptor);
        if (!file.CanRead)
        {
            return Errno.Fail(ErrorNumber.EBADF);
        }

        int result = Fill(file, buffer, file.Position);
        if (result > 0 && file.Kind == FileKind.Contents)
        {
            file.Position += result;
        }

        return result;
    }

    private static int ReadAt(nint descriptor, Span<byte> buffer, int count, long position)
    {
        if (!IsUsable(descriptor, buffer, count))
        {
            return -1;
        }

        ref OpenFile file = ref FileTable.At(descriptor);
        if (file.Kind == FileKind.Terminal)
        {
            return Errno.Fail(ErrorNumber.ESPIPE);
        }

        if (position < 0)
        {
            return Errno.Fail(ErrorNumber.EINVAL);
        }

        return file.CanRead ? Fill(file, buffer, position) : Errno.Fail(ErrorNumber.EBADF);
    }

    private static long ReadAtInto(nint descriptor, Span<IoVector> vectors, long position)
    {
        long total = 0;
        foreach (ref IoVector vector in vectors)
        {
            int count = ReadAt(descriptor, vector.Bytes, vector.Length, position + total);
            if (count < 0)
            {
                return total > 0 ? total : -1;
            }

            total += count;
            if ((nuint)count < vector.Count)
            {
                break;
            }
        }

        return total;
    }

    private static int Write(nint descriptor, ReadOnlySpan<byte> buffer, int count)
    {
        if (!IsUsable(descriptor, buffer, count))
        {
            return -1;
        }

        ref OpenFile file = ref FileTable.At(descriptor);
        if (!file.CanWrite)
        {
            return Errno.Fail(ErrorNumber.EBADF);
        }

        if (file.Kind == FileKind.Terminal)
        {
            NativeTerminal.Write(buffer);
        }

        return count;
    }

    private static int WriteAt(nint descriptor, ReadOnlySpan<byte> buffer, int count)
    {
        if (!IsUsable(descriptor, buffer, count))
        {
            return -1;
        }

        return FileTable.At(descriptor).Kind == FileKind.Terminal ? Errno.Fail(ErrorNumber.ESPIPE)
            : Write(descriptor, buffer, count);
    }

    private static long WriteAtFrom(nint descriptor, Span<IoVector> vectors)
    {
        long total = 0;
        foreach (ref IoVector vector in vectors)
        {
            int count = WriteAt(descriptor, vector.Bytes, vector.Length);
            if (count < 0)
            {
                return total > 0 ? total : -1;
            }

            total += count;
        }

        return total;
    }

    // What gives a file its data: nothing below blocks but the terminal.
    private static int Fill(in OpenFile file, Span<byte> buffer, long position)
    {
        switch (file.Kind)
        {
            case FileKind.Terminal:
                return NativeTerminal.Read(buffer);
            case FileKind.Contents:
                ReadOnlySpan<byte> contents = BuiltInFiles.ContentsOf(file);
                ReadOnlySpan<byte> left = position < contents.Length ? contents[(int)position..] : default;
                if (left.Length > buffer.Length)
                {
                    left = left[..buffer.Length];
                }

                left.CopyTo(buffer);
                return left.Length;
            case FileKind.Zero:
                buffer.Clear();
                return buffer.Length;
            case FileKind.Random:
                NativeRandom.Fill(buffer);
                return buffer.Length;
            case FileKind.Directory:
                return Errno.Fail(ErrorNumber.EISDIR);
            default:
                return 0;
        }
    }

    /// <summary>Whether a file is open and there is a buffer; the error is noted where not.</summary>
    private static bool IsUsable(nint descriptor, ReadOnlySpan<byte> buffer, int count)
    {
        if (!FileTable.IsOpen(descriptor))
        {
            return false;
        }

        if (count == buffer.Length)
        {
            return true;
        }

        Errno.Fail(count < 0 ? ErrorNumber.EINVAL : ErrorNumber.EFAULT);
        return false;
    }
}
