using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Files;

/// <summary>
/// Everything that would change files. The built-in files are read-only, so each call fails: with EROFS where it would
/// have to change something, with the error of its argument where that is what is wrong.
/// </summary>
// SAFETY: paths end in a zero; no other pointer is followed.
internal static class NativeFileChanges
{
    [RuntimeExport("SystemNative_Unlink")]
    internal static unsafe int Unlink(byte* path) => OfExisting(NativeText.Of(path));

    [RuntimeExport("SystemNative_RmDir")]
    internal static unsafe int RemoveDirectory(byte* path) => OfExisting(NativeText.Of(path));

    [RuntimeExport("SystemNative_MkDir")]
    internal static unsafe int MakeDirectory(byte* path, int mode) => Make(NativeText.Of(path));

    [RuntimeExport("SystemNative_Rename")]
    internal static unsafe int Rename(byte* oldPath, nint newPath) => OfExisting(NativeText.Of(oldPath));

    [RuntimeExport("SystemNative_Link")]
    internal static unsafe int Link(byte* source, nint link) => OfExisting(NativeText.Of(source));

    [RuntimeExport("SystemNative_SymLink")]
    internal static int SymbolicLink(nint target, nint link) => Errno.Fail(ErrorNumber.EROFS);

    [RuntimeExport("SystemNative_MkFifo")]
    internal static unsafe int MakePipe(byte* path, uint mode) => Make(NativeText.Of(path));

    [RuntimeExport("SystemNative_MkNod")]
    internal static unsafe int MakeDevice(byte* path, uint mode, uint major, uint minor) => Make(NativeText.Of(path));

    [RuntimeExport("SystemNative_ChMod")]
    internal static unsafe int ChangeMode(byte* path, int mode) => OfExisting(NativeText.Of(path));

    [RuntimeExport("SystemNative_FChMod")]
    internal static int ChangeMode(nint descriptor, int mode) => OfOpen(descriptor, ErrorNumber.EROFS);

    [RuntimeExport("SystemNative_LChflags")]
    internal static int ChangeLinkFlags(nint path, uint flags) => Errno.Fail(ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_FChflags")]
    internal static int ChangeFlags(nint descriptor, uint flags) => OfOpen(descriptor, ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_LChflagsCanSetHiddenFlag")]
    internal static int CanSetHiddenFlag() => 0;

    [RuntimeExport("SystemNative_CanGetHiddenFlag")]
    internal static int CanGetHiddenFlag() => 0;

    [RuntimeExport("SystemNative_UTimensat")]
    internal static unsafe int SetTimes(byte* path, nint times) => OfExisting(NativeText.Of(path));

    [RuntimeExport("SystemNative_FUTimens")]
    internal static int SetTimes(nint descriptor, nint times) => OfOpen(descriptor, ErrorNumber.EROFS);

    [RuntimeExport("SystemNative_FTruncate")]
    internal static int Truncate(nint descriptor, long length) => OfOpen(descriptor, ErrorNumber.EINVAL);

    [RuntimeExport("SystemNative_FAllocate")]
    internal static int Allocate(nint descriptor, long offset, long length) => OfOpen(descriptor, ErrorNumber.ENODEV);

    [RuntimeExport("SystemNative_CopyFile")]
    internal static int Copy(nint source, nint destination, long sourceLength) =>
        OfOpen(destination, ErrorNumber.EROFS);

    [RuntimeExport("SystemNative_MkdTemp")]
    internal static nint MakeTemporaryDirectory(nint template)
    {
        Errno.Fail(ErrorNumber.EROFS);
        return 0;
    }

    [RuntimeExport("SystemNative_MksTemps")]
    internal static nint MakeTemporaryFile(nint template, int suffixLength) => Errno.Fail(ErrorNumber.EROFS);

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
        FileTable.IsOpen(descriptor) ? 0 : ErrorTable.ToBcl((int)ErrorNumber.EBADF);

    private static int Make(ReadOnlySpan<byte> path) =>
        Errno.Fail(NativeFiles.Exists(path) ? ErrorNumber.EEXIST : ErrorNumber.EROFS);

    private static int OfExisting(ReadOnlySpan<byte> path) => NativeFiles.Exists(path) ? Errno.Fail(ErrorNumber.EROFS)
        : -1;

    private static int OfOpen(nint descriptor, ErrorNumber error) => FileTable.IsOpen(descriptor) ? Errno.Fail(error)
        : -1;
}
