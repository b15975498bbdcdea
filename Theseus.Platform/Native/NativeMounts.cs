using System.Runtime;

namespace Theseus.Platform.Native;

/// <summary>Mounted file systems: the built-in files at "/".</summary>
// SAFETY: the name is static data of the image; the callback is the BCL's, called before this returns.
internal static unsafe class NativeMounts
{
    [RuntimeExport("SystemNative_GetAllMountPoints")]
    internal static int All(delegate* unmanaged<void*, byte*, void> found, void* context)
    {
        fixed (byte* root = "/\0"u8) found(context, root);
        return 0;
    }

    [RuntimeExport("SystemNative_PathConf")]
    internal static int Limit(byte* path, int name)
    {
        const int NameMax = 4, PathMax = 5; // Interop.Sys.PathConfName
        return name switch
        {
            NameMax => 255,
            PathMax => FilePath.MaxLength,
            _ => Errno.Fail(ErrorNumber.EINVAL),
        };
    }
}
