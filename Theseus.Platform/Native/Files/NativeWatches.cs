using System.Runtime;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Files;

/// <summary>
/// Being told of changes of files, as inotify(7) does: there is no such thing, so a FileSystemWatcher ends in an
/// IOException when it is switched on.
/// </summary>
internal static class NativeWatches
{
    [RuntimeExport("SystemNative_INotifyInit")]
    internal static nint Make() => Errno.Fail(ErrorNumber.ENOSYS);

    [RuntimeExport("SystemNative_INotifyAddWatch")]
    internal static int Add(nint descriptor, nint path, uint events) => Refuse(descriptor);

    [RuntimeExport("SystemNative_INotifyRemoveWatch")]
    internal static int Remove(nint descriptor, int watch) => Refuse(descriptor);

    private static int Refuse(nint descriptor) => FileTable.IsOpen(descriptor) ? Errno.Fail(ErrorNumber.EINVAL) : -1;
}
