using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Memory;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Memory;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Files;

/// <summary>Listing directories, and the current one, which is always "/".</summary>
internal static class NativeDirectories
{
    private const int EndOfDirectory = -1;
    private const int DirectoryEntryKind = 4;
    private const int FileEntryKind = 8;
    private const int DeviceEntryKind = 2;

    private const int MostNameBytes = 256;

    [InlineArray(FilePath.MaxLength)]
    private struct PathText
    {
        private byte _first;
    }

    [InlineArray(MostNameBytes)]
    private struct NameText
    {
        private byte _first;
    }

    private struct Stream
    {
        public int Next;
        public int PathLength;
        public PathText Path;
        public NameText Name;
    }

    internal struct Entry
    {
        /// <summary>
        /// Where the name is; it holds until the next <see cref="Read(nint, Entry*)"/>, as the class library expects.
        /// </summary>
        public nint Name;
        public int NameLength;
        public int Kind;
    }

    // SAFETY: a path that ends in a zero; the block is as large as a stream.
    [RuntimeExport("SystemNative_OpenDir")]
    internal static unsafe nint Open(byte* path)
    {
        Stream* stream = (Stream*)NativeHeap.Allocate((nuint)sizeof(Stream));
        if (stream == null)
        {
            return Fail(ErrorNumber.ENOMEM);
        }

        *stream = default;
        if (TryBegin(ref *stream, NativeText.Of(path)))
        {
            return (nint)stream;
        }

        NativeHeap.Free(stream);
        return 0;
    }

    // SAFETY: a handle of Open's, and a place for the entry; its name is in the stream.
    [RuntimeExport("SystemNative_ReadDir")]
    internal static unsafe int Read(nint handle, Entry* entry)
    {
        if (handle == 0 || entry == null)
        {
            return (int)ErrorNumber.EINVAL;
        }

        *entry = default;
        ref Stream stream = ref *(Stream*)handle;
        if (!TryNext(ref stream, out entry->NameLength, out entry->Kind))
        {
            return EndOfDirectory;
        }

        entry->Name = (nint)Unsafe.AsPointer(ref stream.Name[0]);
        return 0;
    }

    [RuntimeExport("SystemNative_CloseDir")]
    internal static int Close(nint handle)
    {
        NativeAllocation.Free(handle);
        return 0;
    }

    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("SystemNative_GetCwd")]
    internal static unsafe nint Current(byte* buffer, int size) =>
        NativeText.Copy("/"u8, Passed.Array(buffer, size)) ? (nint)buffer : Fail(ErrorNumber.ERANGE);

    // SAFETY: a path that ends in a zero.
    [RuntimeExport("SystemNative_ChDir")]
    internal static unsafe int Change(byte* path) => Change(NativeText.Of(path));

    private static int Change(ReadOnlySpan<byte> path)
    {
        if (!NativeFiles.TryDescribe(path, out FileStatus status))
        {
            return -1;
        }

        Span<byte> buffer = stackalloc byte[FilePath.MaxLength];
        if (FilePath.Normalize(path, buffer).Length == 1)
        {
            return 0;
        }

        return Errno.Fail(status.Mode == FileStatus.Directory ? ErrorNumber.ENOTSUP : ErrorNumber.ENOTDIR);
    }

    /// <summary>
    /// Begins with the first entry of the directory at a path; false, with the error noted, where there is none.
    /// </summary>
    private static bool TryBegin(ref Stream stream, ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> name = FilePath.Normalize(path, stream.Path);
        if (name.IsEmpty)
        {
            return false;
        }

        if (BuiltInFiles.IsDirectory(name))
        {
            stream.PathLength = name.Length == 1 ? 0 : name.Length;
            return true;
        }

        Errno.Fail(BuiltInFiles.Find(name) >= 0 ? ErrorNumber.ENOTDIR : ErrorNumber.ENOENT);
        return false;
    }

    private static bool TryNext(ref Stream stream, out int length, out int kind)
    {
        while (stream.Next < BuiltInFiles.Count)
        {
            int index = stream.Next++;
            ReadOnlySpan<byte> name = NameBelow(stream, index, out bool isLast);
            if (name.IsEmpty || IsRepeated(stream, index, name))
            {
                continue;
            }

            NativeText.Copy(name, stream.Name);
            length = name.Length;
            kind = !isLast ? DirectoryEntryKind
                : BuiltInFiles.Kind(index) == FileKind.Contents ? FileEntryKind : DeviceEntryKind;
            return true;
        }

        length = kind = 0;
        return false;
    }

    // The part of file `index`'s path that names an entry of the stream's directory; empty where it is not below it.
    private static ReadOnlySpan<byte> NameBelow(in Stream stream, int index, out bool isLast)
    {
        isLast = false;
        ReadOnlySpan<byte> path = BuiltInFiles.Path(index);
        ReadOnlySpan<byte> directory = ((ReadOnlySpan<byte>)stream.Path)[..stream.PathLength];
        if (!NativeText.StartsWith(path, directory) || path.Length <= directory.Length || path[directory.Length] != '/')
        {
            return default;
        }

        ReadOnlySpan<byte> rest = path[(directory.Length + 1)..];
        int end = rest.IndexOf((byte)'/');
        isLast = end < 0;
        return isLast ? rest : rest[..end];
    }

    private static bool IsRepeated(in Stream stream, int index, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < index; i++)
        {
            if (NativeText.AreEqual(NameBelow(stream, i, out _), name))
            {
                return true;
            }
        }

        return false;
    }

    private static nint Fail(ErrorNumber error)
    {
        Errno.Fail(error);
        return 0;
    }
}
