using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Files;

/// <summary>Mounted file systems: the built-in files at "/".</summary>
internal static class NativeMounts
{
    private const int NameMax = 4, PathMax = 5; // Interop.Sys.PathConfName

    // SAFETY: the name is static data of the image; the callback is the class library's, called before this returns.
    [RuntimeExport("SystemNative_GetAllMountPoints")]
    internal static unsafe int All(delegate* unmanaged<void*, byte*, void> found, void* context)
    {
        fixed (byte* root = "/\0"u8)
        {
            found(context, root);
        }

        return 0;
    }

    [RuntimeExport("SystemNative_PathConf")]
    internal static int Limit(nint path, int name) => name switch
    {
        NameMax => 255,
        PathMax => FilePath.MaxLength,
        _ => Errno.Fail(ErrorNumber.EINVAL),
    };

    /// <summary>
    /// Sizes of the file system at a path, as the BCL's MountPointInformation: bytes available, free, in all.
    /// </summary>
    // SAFETY: a path that ends in a zero, and a place for three numbers.
    [RuntimeExport("SystemNative_GetSpaceInfoForMountPoint")]
    internal static unsafe int Space(byte* path, ulong* sizes) => Space(NativeText.Of(path), Passed.Array(sizes, 3));

    // SAFETY: a path that ends in a zero, a buffer of the length that is given, and a place for a result.
    [RuntimeExport("SystemNative_GetFileSystemTypeNameForMountPoint")]
    internal static unsafe int TypeName(byte* path, byte* buffer, int size, long* type) =>
        TypeName(NativeText.Of(path), Passed.Array(buffer, size), Passed.Place(type));

    /// <summary>The normal form of a path that exists, to be freed; null where it does not.</summary>
    // SAFETY: a path that ends in a zero; the copy is for the class library to free.
    [RuntimeExport("SystemNative_RealPath")]
    internal static unsafe byte* RealPath(byte* path)
    {
        if (!NativeFiles.Exists(NativeText.Of(path)))
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[FilePath.MaxLength];
        return NativeText.Duplicate(FilePath.Normalize(NativeText.Of(path), buffer));
    }

    private static int Space(ReadOnlySpan<byte> path, Span<ulong> sizes)
    {
        if (sizes.IsEmpty)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        if (!NativeFiles.Exists(path))
        {
            return -1;
        }

        sizes.Clear();
        for (int i = 0; i < BuiltInFiles.Count; i++)
        {
            sizes[2] += (ulong)BuiltInFiles.Contents(i).Length;
        }

        return 0;
    }

    private static int TypeName(ReadOnlySpan<byte> path, Span<byte> buffer, Span<long> type)
    {
        if (buffer.IsEmpty || type.IsEmpty)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        if (!NativeFiles.Exists(path))
        {
            return -1;
        }

        type[0] = NativeFiles.ReadOnlyMemoryFileSystem;
        return NativeText.Copy("ramfs"u8, buffer) ? 0 : Errno.Fail(ErrorNumber.ERANGE);
    }
}
