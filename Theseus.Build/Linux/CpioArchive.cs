using System.Globalization;
using System.Text;

namespace Theseus.Build.Linux;

/// <summary>
/// The archive that a Linux kernel unpacks as its first file system: the "newc" format (Linux,
/// Documentation/driver-api/early-userspace/buffer-format.rst). Entries are written in the order of the calls.
/// </summary>
public sealed class CpioArchive(Stream output)
{
    private const int Folder = 0x4000, File = 0x8000, Device = 0x2000;
    private const int Everyone = 0x1ED; // rwxr-xr-x

    private readonly HashSet<string> _folders = [];
    private int _inode = 1;

    /// <summary>A file that can be run, with the folders above it.</summary>
    /// <param name="path">Without a slash in front.</param>
    public void AddFile(string path, ReadOnlySpan<byte> content)
    {
        AddFolder(Path.GetDirectoryName(path)!);
        Entry(path, File | Everyone, content, 0, 0);
    }

    /// <summary>A folder, with those above it.</summary>
    public void AddFolder(string path)
    {
        if (path == "" || !_folders.Add(path))
        {
            return;
        }

        AddFolder(Path.GetDirectoryName(path)!);
        Entry(path, Folder | Everyone, [], 0, 0);
    }

    /// <summary>A character device.</summary>
    public void AddDevice(string path, int major, int minor)
    {
        AddFolder(Path.GetDirectoryName(path)!);
        Entry(path, Device | Everyone, [], major, minor);
    }

    /// <summary>Ends the archive.</summary>
    public void End() => Entry("TRAILER!!!", 0, [], 0, 0);

    private void Entry(string path, int mode, ReadOnlySpan<byte> content, int major, int minor)
    {
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');
        // inode, mode, user, group, links, time, size, device, special device, length of the name, checksum
        int[] fields = [_inode++, mode, 0, 0, 1, 0, content.Length, 0, 0, major, minor, name.Length, 0];
        string header = "070701" + string.Concat(fields.Select(f => f.ToString("X8", CultureInfo.InvariantCulture)));
        Padded([.. Encoding.ASCII.GetBytes(header), .. name]);
        Padded(content);
    }

    private void Padded(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        output.Write(stackalloc byte[-bytes.Length & 3]);
    }
}
