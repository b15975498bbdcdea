using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Files;

namespace Theseus.Platform.Native.Memory;

/// <summary>Named and file-like memory, which MemoryMappedFile would use: not there, and each call says so.</summary>
internal static class NativeSharedMemory
{
    [RuntimeExport("SystemNative_IsMemfdSupported")]
    internal static int IsMemoryFileSupported() => 0;

    [RuntimeExport("SystemNative_MemfdCreate")]
    internal static nint CreateMemoryFile(nint name, int isReadOnly) => Errno.Fail(ErrorNumber.ENOSYS);

    [RuntimeExport("SystemNative_ShmOpen")]
    internal static nint Open(nint name, int flags, int mode) => Errno.Fail(ErrorNumber.ENOSYS);

    [RuntimeExport("SystemNative_ShmUnlink")]
    internal static int Unlink(nint name) => Errno.Fail(ErrorNumber.ENOENT);

    [RuntimeExport("SystemNative_MAdvise")]
    internal static int Advise(nint address, ulong length, int advice) => Errno.Fail(ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_MSync")]
    internal static int Synchronize(nint address, ulong length, int flags) => Errno.Fail(ErrorNumber.ENOTSUP);

    /// <summary>Descriptors are never handed to a child, so whether they would be cannot be set.</summary>
    [RuntimeExport("SystemNative_FcntlSetFD")]
    internal static int SetDescriptorFlags(nint descriptor, int flags) =>
        FileTable.IsOpen(descriptor) ? Errno.Fail(ErrorNumber.ENOTSUP) : -1;
}
