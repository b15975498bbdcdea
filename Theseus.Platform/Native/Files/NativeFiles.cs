using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Files;

/// <summary>
/// Opening, closing and describing files. There is no file system yet: what is not in <see cref="BuiltInFiles"/> does
/// not exist (ENOENT), and nothing can be made or changed (EROFS).
/// </summary>
// SAFETY: paths are zero-terminated and result structures are the BCL's own; both are checked for null.
internal static unsafe class NativeFiles
{
    internal const uint ReadOnlyMemoryFileSystem = 0x8584_58F6; // Linux's RAMFS_MAGIC

    private const int ProvidedIdentity = 1000;

    [RuntimeExport("SystemNative_Open")]
    internal static nint Open(byte* path, int flags, int mode)
    {
        OpenFlags wanted = (OpenFlags)flags;
        Span<byte> buffer = stackalloc byte[FilePath.MaxLength];
        ReadOnlySpan<byte> name = FilePath.Normalize(NativeText.Of(path), buffer);
        if (name.IsEmpty)
        {
            return -1;
        }

        OpenFlags access = wanted & OpenFlags.AccessMask;
        OpenFile file = new()
        {
            CanRead = access != OpenFlags.WriteOnly,
            CanWrite = access is OpenFlags.WriteOnly or OpenFlags.ReadWrite,
        };
        ErrorNumber error = Find(name, ref file);
        if (error == ErrorNumber.ENOENT && (wanted & OpenFlags.Create) != 0)
        {
            error = ErrorNumber.EROFS;
        }

        if (error != ErrorNumber.None)
        {
            return Errno.Fail(error);
        }

        if ((wanted & (OpenFlags.Create | OpenFlags.Exclusive)) == (OpenFlags.Create | OpenFlags.Exclusive))
        {
            return Errno.Fail(ErrorNumber.EEXIST);
        }

        if (file.CanWrite && file.Kind == FileKind.Directory)
        {
            return Errno.Fail(ErrorNumber.EISDIR);
        }

        if (file.CanWrite && file.Kind == FileKind.Contents)
        {
            return Errno.Fail(ErrorNumber.EROFS);
        }

        return FileTable.Add(file);
    }

    [RuntimeExport("SystemNative_Close")]
    internal static int Close(nint descriptor) => FileTable.Remove(descriptor);

    [RuntimeExport("SystemNative_Dup")]
    internal static nint Duplicate(nint descriptor)
    {
        OpenFile* file = FileTable.Find(descriptor);
        return file == null ? -1 : FileTable.Add(*file);
    }

    [RuntimeExport("SystemNative_FStat")]
    internal static int Describe(nint descriptor, FileStatus* status)
    {
        OpenFile* file = FileTable.Find(descriptor);
        if (file == null)
        {
            return -1;
        }

        return status == null ? Errno.Fail(ErrorNumber.EFAULT) : Describe(*file, status);
    }

    [RuntimeExport("SystemNative_Stat")]
    internal static int Describe(byte* path, FileStatus* status)
    {
        if (status == null)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        Span<byte> buffer = stackalloc byte[FilePath.MaxLength];
        ReadOnlySpan<byte> name = FilePath.Normalize(NativeText.Of(path), buffer);
        if (name.IsEmpty)
        {
            return -1;
        }

        OpenFile file = default(OpenFile);
        ErrorNumber error = Find(name, ref file);
        return error == ErrorNumber.None ? Describe(file, status) : Errno.Fail(error);
    }

    // There are no links, so a link is described like any file.
    [RuntimeExport("SystemNative_LStat")]
    internal static int DescribeLink(byte* path, FileStatus* status) => Describe(path, status);

    [RuntimeExport("SystemNative_Access")]
    internal static int Access(byte* path, int mode)
    {
        const int Write = 2;
        FileStatus status;
        if (Describe(path, &status) < 0)
        {
            return -1;
        }

        return (mode & Write) != 0 && status.Mode != FileStatus.Device ? Errno.Fail(ErrorNumber.EROFS) : 0;
    }

    [RuntimeExport("SystemNative_ReadLink")]
    internal static int ReadLink(byte* path, byte* buffer, int bufferSize)
    {
        FileStatus status;
        return Describe(path, &status) < 0 ? -1 : Errno.Fail(ErrorNumber.EINVAL);
    }

    [RuntimeExport("SystemNative_GetFileSystemType")]
    internal static uint FileSystemType(nint descriptor) =>
        FileTable.Find(descriptor) == null ? 0 : ReadOnlyMemoryFileSystem;

    /// <summary>Fills in <paramref name="file"/> from what is at a normal path.</summary>
    internal static ErrorNumber Find(ReadOnlySpan<byte> path, ref OpenFile file)
    {
        int index = BuiltInFiles.Find(path);
        if (index >= 0)
        {
            ReadOnlySpan<byte> contents = BuiltInFiles.Contents(index);
            file.Kind = BuiltInFiles.Kind(index);
            file.Identity = index + 1;
            file.Length = contents.Length;
            fixed (byte* start = contents)
            {
                file.Contents = start;
            }

            return ErrorNumber.None;
        }

        if (BuiltInFiles.IsDirectory(path))
        {
            file.Kind = FileKind.Directory;
            file.Identity = BuiltInFiles.Count + path.Length;
            return ErrorNumber.None;
        }

        if (!BuiltInFiles.FindProvided(path, out file.Contents, out file.Length))
        {
            return ErrorNumber.ENOENT;
        }

        file.Kind = FileKind.Contents;
        file.Identity = ProvidedIdentity;
        return ErrorNumber.None;
    }

    private static int Describe(in OpenFile file, FileStatus* status)
    {
        *status = default;
        status->Identity = file.Identity;
        status->DeviceNumber = 1;
        status->Mode = file.Kind switch
        {
            FileKind.Contents => FileStatus.RegularFile,
            FileKind.Directory => FileStatus.Directory,
            _ => FileStatus.Device,
        };
        if (file.Kind == FileKind.Contents)
        {
            status->Size = file.Length;
        }

        return 0;
    }
}
