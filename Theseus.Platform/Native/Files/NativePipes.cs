using System.Runtime;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Files;

/// <summary>Pipes: there are none. Making one fails with ENOSYS, and no descriptor is an end of one.</summary>
internal static class NativePipes
{
    [RuntimeExport("SystemNative_Pipe")]
    internal static int Make(nint descriptors, int flags) => Errno.Fail(ErrorNumber.ENOSYS);

    [RuntimeExport("SystemNative_FcntlCanGetSetPipeSz")]
    internal static int CanSetSize() => 0;

    [RuntimeExport("SystemNative_FcntlGetPipeSz")]
    internal static int SizeOf(nint descriptor) => OfOpen(descriptor, ErrorNumber.EBADF);

    [RuntimeExport("SystemNative_FcntlSetPipeSz")]
    internal static int SetSize(nint descriptor, int bytes) => OfOpen(descriptor, ErrorNumber.EBADF);

    /// <summary>Who is at the other end of a Unix domain socket.</summary>
    [RuntimeExport("SystemNative_GetPeerID")]
    internal static int PeerOf(nint socket, nint user) => OfOpen(socket, ErrorNumber.ENOTSOCK);

    private static int OfOpen(nint descriptor, ErrorNumber error) =>
        FileTable.IsOpen(descriptor) ? Errno.Fail(error) : -1;
}
