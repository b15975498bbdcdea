using Theseus.Platform.Native.Terminal;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Files;

/// <summary>
/// The files that are there without a file system: a few devices, and read-only files that the BCL looks for. The set
/// is fixed; a directory exists where a path here passes through it.
/// </summary>
/// <remarks>File systems replace this; until then <see cref="Provided"/> lets one more file in.</remarks>
internal static class BuiltInFiles
{
    internal const int Count = 9;

    /// <summary>Tells the provided file from the others.</summary>
    internal const int ProvidedIdentity = 1000;

    /// <summary>The file that is not built in; null for none.</summary>
    public static IProvidedFile? Provided { get; set; }

    private static ReadOnlySpan<byte> OsRelease =>
        "NAME=\"Theseus\"\nID=theseus\nVERSION=\"0.1.0\"\nPRETTY_NAME=\"Theseus 0.1.0\"\n"u8;

    internal static ReadOnlySpan<byte> Path(int index) => index switch
    {
        0 => "/dev/console"u8,
        1 => "/dev/null"u8,
        2 => "/dev/random"u8,
        3 => "/dev/tty"u8,
        4 => "/dev/urandom"u8,
        5 => "/dev/zero"u8,
        6 => "/etc/hostname"u8,
        7 => "/etc/os-release"u8,
        _ => "/usr/share/terminfo/x/xterm-256color"u8,
    };

    internal static FileKind Kind(int index) => index switch
    {
        0 or 3 => FileKind.Terminal,
        1 => FileKind.Null,
        2 or 4 => FileKind.Random,
        5 => FileKind.Zero,
        _ => FileKind.Contents,
    };

    internal static ReadOnlySpan<byte> Contents(int index) => index switch
    {
        6 => "theseus\n"u8,
        7 => OsRelease,
        8 => TerminalDescription.Entry,
        _ => default,
    };

    /// <summary>The number of the file at a normal path, or -1.</summary>
    internal static int Find(ReadOnlySpan<byte> path)
    {
        for (int i = 0; i < Count; i++)
        {
            if (NativeText.AreEqual(Path(i), path))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>True for "/" and for whatever a built-in path passes through.</summary>
    internal static bool IsDirectory(ReadOnlySpan<byte> path)
    {
        if (path.Length == 1)
        {
            return true;
        }

        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<byte> file = Path(i);
            if (NativeText.StartsWith(file, path) && file.Length > path.Length && file[path.Length] == '/')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells a built-in file from the others.</summary>
    internal static int IdentityOf(int index) => index + 1;

    /// <summary>The contents of an open file that has some.</summary>
    internal static ReadOnlySpan<byte> ContentsOf(in OpenFile file) =>
        file.Identity == ProvidedIdentity ? Provided!.Contents : Contents(file.Identity - 1);
}
