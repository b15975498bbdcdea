using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Files;

/// <summary>Mounted file systems: the built-in files at "/".</summary>
// SAFETY: the name is static data of the image; the callback is the BCL's, called before this returns.
internal static unsafe class NativeMounts
{
    [RuntimeExport("SystemNative_GetAllMountPoints")]
    internal static int All(delegate* unmanaged<void*, byte*, void> found, void* context)
    {
        fixed (byte* root = "/\0"u8)
        {
            found(context, root);
        }

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

    /// <summary>
    /// Sizes of the file system at a path, as the BCL's MountPointInformation: bytes available, free, in all.
    /// </summary>
    [RuntimeExport("SystemNative_GetSpaceInfoForMountPoint")]
    internal static int Space(byte* path, ulong* sizes)
    {
        FileStatus status;
        if (sizes == null)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        if (NativeFiles.Describe(path, &status) < 0)
        {
            return -1;
        }

        sizes[0] = sizes[1] = sizes[2] = 0;
        for (int i = 0; i < BuiltInFiles.Count; i++)
        {
            sizes[2] += (ulong)BuiltInFiles.Contents(i).Length;
        }

        return 0;
    }

    [RuntimeExport("SystemNative_GetFileSystemTypeNameForMountPoint")]
    internal static int TypeName(byte* path, byte* buffer, int size, long* type)
    {
        FileStatus status;
        if (buffer == null || type == null)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        if (NativeFiles.Describe(path, &status) < 0)
        {
            return -1;
        }

        *type = NativeFiles.ReadOnlyMemoryFileSystem;
        return NativeText.Copy("ramfs"u8, buffer, size) ? 0 : Errno.Fail(ErrorNumber.ERANGE);
    }

    /// <summary>The normal form of a path that exists, to be freed; null where it does not.</summary>
    [RuntimeExport("SystemNative_RealPath")]
    internal static byte* RealPath(byte* path)
    {
        FileStatus status;
        if (NativeFiles.Describe(path, &status) < 0)
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[FilePath.MaxLength];
        return NativeText.Duplicate(FilePath.Normalize(NativeText.Of(path), buffer));
    }
}
