using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Files;

/// <summary>
/// Opening, closing and describing files. There is no file system yet: what is not in <see cref="BuiltInFiles"/> does
/// not exist (ENOENT), and nothing can be made or changed (EROFS).
/// </summary>
internal static class NativeFiles
{
    internal const uint ReadOnlyMemoryFileSystem = 0x8584_58F6; // Linux's RAMFS_MAGIC

    private const int WriteAccess = 2;

    // SAFETY: a path that ends in a zero.
    [RuntimeExport("SystemNative_Open")]
    internal static unsafe nint Open(byte* path, int flags, int mode) => Open(NativeText.Of(path), (OpenFlags)flags);

    [RuntimeExport("SystemNative_Close")]
    internal static int Close(nint descriptor) => FileTable.Remove(descriptor);

    [RuntimeExport("SystemNative_Dup")]
    internal static nint Duplicate(nint descriptor) => FileTable.IsOpen(descriptor)
        ? FileTable.Add(FileTable.At(descriptor)) : -1;

    // SAFETY: a place for a result.
    [RuntimeExport("SystemNative_FStat")]
    internal static unsafe int Describe(nint descriptor, FileStatus* status) =>
        Describe(descriptor, Passed.Place(status));

    // SAFETY: a path that ends in a zero, and a place for a result.
    [RuntimeExport("SystemNative_Stat")]
    internal static unsafe int Describe(byte* path, FileStatus* status) =>
        Describe(NativeText.Of(path), Passed.Place(status));

    // SAFETY: as for Stat. There are no links, so a link is described like any file.
    [RuntimeExport("SystemNative_LStat")]
    internal static unsafe int DescribeLink(byte* path, FileStatus* status) =>
        Describe(NativeText.Of(path), Passed.Place(status));

    // SAFETY: a path that ends in a zero.
    [RuntimeExport("SystemNative_Access")]
    internal static unsafe int Access(byte* path, int mode) => Access(NativeText.Of(path), mode);

    // SAFETY: a path that ends in a zero; nothing is written to the buffer.
    [RuntimeExport("SystemNative_ReadLink")]
    internal static unsafe int ReadLink(byte* path, byte* buffer, int bufferSize) => Exists(NativeText.Of(path))
        ? Errno.Fail(ErrorNumber.EINVAL) : -1;

    [RuntimeExport("SystemNative_GetFileSystemType")]
    internal static uint FileSystemType(nint descriptor) => FileTable.IsOpen(descriptor) ? ReadOnlyMemoryFileSystem : 0;

    /// <summary>Whether there is something at a path; the error is noted where not.</summary>
    internal static bool Exists(ReadOnlySpan<byte> path) => TryDescribe(path, out _);

    /// <summary>Describes what is at a path; false, with the error noted, where nothing is.</summary>
    internal static bool TryDescribe(ReadOnlySpan<byte> path, out FileStatus status)
    {
        status = default;
        Span<byte> buffer = stackalloc byte[FilePath.MaxLength];
        ReadOnlySpan<byte> name = FilePath.Normalize(path, buffer);
        if (name.IsEmpty)
        {
            return false;
        }

        OpenFile file = default(OpenFile);
        ErrorNumber error = Find(name, ref file);
        if (error != ErrorNumber.None)
        {
            Errno.Fail(error);
            return false;
        }

        status = StatusOf(file);
        return true;
    }

    /// <summary>Fills in <paramref name="file"/> from what is at a normal path.</summary>
    internal static ErrorNumber Find(ReadOnlySpan<byte> path, ref OpenFile file)
    {
        int index = BuiltInFiles.Find(path);
        if (index >= 0)
        {
            file.Kind = BuiltInFiles.Kind(index);
            file.Identity = BuiltInFiles.IdentityOf(index);
            file.Length = BuiltInFiles.Contents(index).Length;
            return ErrorNumber.None;
        }

        if (BuiltInFiles.IsDirectory(path))
        {
            file.Kind = FileKind.Directory;
            file.Identity = BuiltInFiles.IdentityOf(BuiltInFiles.Count) + path.Length;
            return ErrorNumber.None;
        }

        if (BuiltInFiles.Provided is not { } provided || !provided.TryMake(path))
        {
            return ErrorNumber.ENOENT;
        }

        file.Kind = FileKind.Contents;
        file.Identity = BuiltInFiles.ProvidedIdentity;
        file.Length = provided.Contents.Length;
        return ErrorNumber.None;
    }

    private static nint Open(ReadOnlySpan<byte> path, OpenFlags wanted)
    {
        Span<byte> buffer = stackalloc byte[FilePath.MaxLength];
        ReadOnlySpan<byte> name = FilePath.Normalize(path, buffer);
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

    private static int Describe(nint descriptor, Span<FileStatus> status)
    {
        if (!FileTable.IsOpen(descriptor))
        {
            return -1;
        }

        if (status.IsEmpty)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        status[0] = StatusOf(FileTable.At(descriptor));
        return 0;
    }

    private static int Describe(ReadOnlySpan<byte> path, Span<FileStatus> status)
    {
        if (status.IsEmpty)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        return TryDescribe(path, out status[0]) ? 0 : -1;
    }

    private static int Access(ReadOnlySpan<byte> path, int mode)
    {
        if (!TryDescribe(path, out FileStatus status))
        {
            return -1;
        }

        return (mode & WriteAccess) != 0 && status.Mode != FileStatus.Device ? Errno.Fail(ErrorNumber.EROFS) : 0;
    }

    private static FileStatus StatusOf(in OpenFile file) => new()
    {
        Identity = file.Identity,
        DeviceNumber = 1,
        Mode = file.Kind switch
        {
            FileKind.Contents => FileStatus.RegularFile,
            FileKind.Directory => FileStatus.Directory,
            _ => FileStatus.Device,
        },
        Size = file.Kind == FileKind.Contents ? file.Length : 0,
    };
}
