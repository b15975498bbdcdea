using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Files;

/// <summary>
/// Brings a path into its normal form: absolute (the current directory is "/"), no "//", ".", "..", no "/" at the end.
/// </summary>
internal static class FilePath
{
    /// <summary>Longest path taken, in bytes.</summary>
    public const int MaxLength = 1024;

    /// <summary>
    /// Writes the normal form of <paramref name="path"/> into <paramref name="buffer"/> (of <see cref="MaxLength"/>
    /// bytes) and returns it; empty, with the error noted, where the path is empty or too long.
    /// </summary>
    public static ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        if (path.IsEmpty || path.Length >= buffer.Length)
        {
            Errno.Fail(path.IsEmpty ? ErrorNumber.ENOENT : ErrorNumber.ENAMETOOLONG);
            return default;
        }

        int length = 0;
        for (int at = 0; at < path.Length;)
        {
            int end = at;
            while (end < path.Length && path[end] != '/')
            {
                end++;
            }

            ReadOnlySpan<byte> name = path[at..end];
            at = end + 1;
            if (name.IsEmpty || NativeText.AreEqual(name, "."u8))
            {
                continue;
            }

            if (NativeText.AreEqual(name, ".."u8))
            {
                while (length > 0 && buffer[--length] != '/') { }

                continue;
            }

            buffer[length++] = (byte)'/';
            for (int i = 0; i < name.Length; i++)
            {
                buffer[length++] = name[i];
            }
        }

        if (length == 0)
        {
            buffer[length++] = (byte)'/';
        }

        return buffer[..length];
    }
}
