using System.Runtime;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Files;

/// <summary>
/// Everything that would change files. The built-in files are read-only, so each call fails: with EROFS where it would
/// have to change something, with the error of its argument where that is what is wrong.
/// </summary>
// SAFETY: no pointer is followed here but paths, by NativeFiles.Describe.
internal static unsafe class NativeFileChanges
{
    [RuntimeExport("SystemNative_Unlink")]
    internal static int Unlink(byte* path) => OfExisting(path);

    [RuntimeExport("SystemNative_RmDir")]
    internal static int RemoveDirectory(byte* path) => OfExisting(path);

    [RuntimeExport("SystemNative_MkDir")]
    internal static int MakeDirectory(byte* path, int mode)
    {
        FileStatus status;
        return Errno.Fail(NativeFiles.Describe(path, &status) == 0 ? ErrorNumber.EEXIST : ErrorNumber.EROFS);
    }

    [RuntimeExport("SystemNative_Rename")]
    internal static int Rename(byte* oldPath, byte* newPath) => OfExisting(oldPath);

    [RuntimeExport("SystemNative_Link")]
    internal static int Link(byte* source, byte* link) => OfExisting(source);

    [RuntimeExport("SystemNative_SymLink")]
    internal static int SymbolicLink(byte* target, byte* link) => Errno.Fail(ErrorNumber.EROFS);

    [RuntimeExport("SystemNative_MkFifo")]
    internal static int MakePipe(byte* path, uint mode) => MakeDirectory(path, (int)mode);

    [RuntimeExport("SystemNative_MkNod")]
    internal static int MakeDevice(byte* path, uint mode, uint major, uint minor) => MakeDirectory(path, (int)mode);

    [RuntimeExport("SystemNative_ChMod")]
    internal static int ChangeMode(byte* path, int mode) => OfExisting(path);

    [RuntimeExport("SystemNative_FChMod")]
    internal static int ChangeMode(nint descriptor, int mode) => OfOpen(descriptor, ErrorNumber.EROFS);

    [RuntimeExport("SystemNative_LChflags")]
    internal static int ChangeFlags(byte* path, uint flags) => Errno.Fail(ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_FChflags")]
    internal static int ChangeFlags(nint descriptor, uint flags) => OfOpen(descriptor, ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_LChflagsCanSetHiddenFlag")]
    internal static int CanSetHiddenFlag() => 0;

    [RuntimeExport("SystemNative_CanGetHiddenFlag")]
    internal static int CanGetHiddenFlag() => 0;

    [RuntimeExport("SystemNative_UTimensat")]
    internal static int SetTimes(byte* path, void* times) => OfExisting(path);

    [RuntimeExport("SystemNative_FUTimens")]
    internal static int SetTimes(nint descriptor, void* times) => OfOpen(descriptor, ErrorNumber.EROFS);

    [RuntimeExport("SystemNative_FTruncate")]
    internal static int Truncate(nint descriptor, long length) => OfOpen(descriptor, ErrorNumber.EINVAL);

    [RuntimeExport("SystemNative_FAllocate")]
    internal static int Allocate(nint descriptor, long offset, long length) => OfOpen(descriptor, ErrorNumber.ENODEV);

    [RuntimeExport("SystemNative_CopyFile")]
    internal static int Copy(nint source, nint destination, long sourceLength) =>
        OfOpen(destination, ErrorNumber.EROFS);

    [RuntimeExport("SystemNative_MkdTemp")]
    internal static byte* MakeTemporaryDirectory(byte* template)
    {
        Errno.Fail(ErrorNumber.EROFS);
        return null;
    }

    [RuntimeExport("SystemNative_MksTemps")]
    internal static nint MakeTemporaryFile(byte* template, int suffixLength) => Errno.Fail(ErrorNumber.EROFS);

    // Nothing is buffered, so there is nothing to write back; a terminal or device says so, as on Linux.
    [RuntimeExport("SystemNative_FSync")]
    internal static int Synchronize(nint descriptor) => OfOpen(descriptor, ErrorNumber.EINVAL);

    // Locks: none, and the BCL goes on without (it only insists where one is held by somebody else).
    [RuntimeExport("SystemNative_FLock")]
    internal static int Lock(nint descriptor, int operation) => OfOpen(descriptor, ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_LockFileRegion")]
    internal static int LockRegion(nint descriptor, long offset, long length, int kind) =>
        OfOpen(descriptor, ErrorNumber.ENOTSUP);

    // Advice may be ignored. Returns the error in the BCL's numbering, not -1.
    [RuntimeExport("SystemNative_PosixFAdvise")]
    internal static int Advise(nint descriptor, long offset, long length, int advice) =>
        FileTable.Find(descriptor) != null ? 0 : ErrorTable.ToBcl((int)ErrorNumber.EBADF);

    private static int OfExisting(byte* path)
    {
        FileStatus status;
        return NativeFiles.Describe(path, &status) < 0 ? -1 : Errno.Fail(ErrorNumber.EROFS);
    }

    private static int OfOpen(nint descriptor, ErrorNumber error) =>
        FileTable.Find(descriptor) == null ? -1 : Errno.Fail(error);
}
