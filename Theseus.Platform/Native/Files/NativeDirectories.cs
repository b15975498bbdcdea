using System.Runtime;
using Theseus.Memory;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Files;

/// <summary>Listing directories, and the current one, which is always "/".</summary>
// SAFETY: a stream is a block of the native heap made by Open and freed by Close; names point into it or into static
// data and hold until the next Read, as the BCL expects.
internal static unsafe class NativeDirectories
{
    private const int EndOfDirectory = -1;
    private const int DirectoryEntryKind = 4;
    private const int FileEntryKind = 8;
    private const int DeviceEntryKind = 2;

    private struct Stream
    {
        public int Next;
        public int PathLength;
        public fixed byte Path[FilePath.MaxLength];
        public fixed byte Name[256];
    }

    internal struct Entry
    {
        public byte* Name;
        public int NameLength;
        public int Kind;
    }

    [RuntimeExport("SystemNative_OpenDir")]
    internal static nint Open(byte* path)
    {
        Stream* stream = (Stream*)NativeHeap.Allocate((nuint)sizeof(Stream));
        if (stream == null)
        {
            return Fail(ErrorNumber.ENOMEM);
        }

        ReadOnlySpan<byte> name = FilePath.Normalize(NativeText.Of(path),
            new Span<byte>(stream->Path, FilePath.MaxLength));
        if (!name.IsEmpty && BuiltInFiles.IsDirectory(name))
        {
            stream->Next = 0;
            stream->PathLength = name.Length == 1 ? 0 : name.Length;
            return (nint)stream;
        }

        bool isFile = !name.IsEmpty && BuiltInFiles.Find(name) >= 0;
        NativeHeap.Free(stream);
        return name.IsEmpty ? 0 : Fail(isFile ? ErrorNumber.ENOTDIR : ErrorNumber.ENOENT);
    }

    [RuntimeExport("SystemNative_ReadDir")]
    internal static int Read(nint handle, Entry* entry)
    {
        Stream* stream = (Stream*)handle;
        if (stream == null || entry == null)
        {
            return (int)ErrorNumber.EINVAL;
        }

        while (stream->Next < BuiltInFiles.Count)
        {
            int index = stream->Next++;
            ReadOnlySpan<byte> name = NameBelow(stream, index, out bool isLast);
            if (name.IsEmpty || IsRepeated(stream, index, name))
            {
                continue;
            }

            NativeText.Copy(name, stream->Name, 256);
            entry->Name = stream->Name;
            entry->NameLength = name.Length;
            entry->Kind = !isLast ? DirectoryEntryKind
                : BuiltInFiles.Kind(index) == FileKind.Contents ? FileEntryKind : DeviceEntryKind;
            return 0;
        }

        *entry = default;
        return EndOfDirectory;
    }

    [RuntimeExport("SystemNative_CloseDir")]
    internal static int Close(nint handle)
    {
        NativeHeap.Free((void*)handle);
        return 0;
    }

    [RuntimeExport("SystemNative_GetCwd")]
    internal static byte* Current(byte* buffer, int size)
    {
        if (buffer != null && NativeText.Copy("/"u8, buffer, size))
        {
            return buffer;
        }

        Errno.Fail(ErrorNumber.ERANGE);
        return null;
    }

    [RuntimeExport("SystemNative_ChDir")]
    internal static int Change(byte* path)
    {
        FileStatus status;
        if (NativeFiles.Describe(path, &status) < 0)
        {
            return -1;
        }

        Span<byte> buffer = stackalloc byte[FilePath.MaxLength];
        if (FilePath.Normalize(NativeText.Of(path), buffer).Length == 1)
        {
            return 0;
        }

        return Errno.Fail(status.Mode == FileStatus.Directory ? ErrorNumber.ENOTSUP : ErrorNumber.ENOTDIR);
    }

    // The part of file `index`'s path that names an entry of the stream's directory; empty where it is not below it.
    private static ReadOnlySpan<byte> NameBelow(Stream* stream, int index, out bool isLast)
    {
        isLast = false;
        ReadOnlySpan<byte> path = BuiltInFiles.Path(index);
        ReadOnlySpan<byte> directory = new(stream->Path, stream->PathLength);
        if (!NativeText.StartsWith(path, directory) || path.Length <= directory.Length || path[directory.Length] != '/')
        {
            return default;
        }

        ReadOnlySpan<byte> rest = path[(directory.Length + 1)..];
        int end = 0;
        while (end < rest.Length && rest[end] != '/')
        {
            end++;
        }

        isLast = end == rest.Length;
        return rest[..end];
    }

    private static bool IsRepeated(Stream* stream, int index, ReadOnlySpan<byte> name)
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
