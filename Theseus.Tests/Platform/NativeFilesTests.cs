using System.Text;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Files;
using Theseus.Platform.Native.Process;
using Theseus.Platform.Native.Terminal;
using Xunit;

namespace Theseus.Tests.Platform;

// SAFETY: buffers are pinned arrays or locals of the length that is passed.
[Collection(ConsoleCollection.Name)]
public sealed unsafe class NativeFilesTests
{
    private const int ReadOnly = 0, ReadWrite = 2, Create = 0x20, CreateNew = 0x60, CloseOnExec = 0x10;

    public NativeFilesTests() => Machine.Reset();

    [Theory]
    [InlineData("/a/b", "/a/b")]
    [InlineData("a/b", "/a/b")]
    [InlineData("//a///b//", "/a/b")]
    [InlineData("/a/./b/../c", "/a/c")]
    [InlineData("/../..", "/")]
    [InlineData("/", "/")]
    [InlineData(".", "/")]
    [InlineData("", "")]
    public void Paths_have_a_normal_form(string path, string normal)
    {
        Span<byte> buffer = stackalloc byte[FilePath.MaxLength];
        Assert.Equal(normal, Encoding.UTF8.GetString(FilePath.Normalize(Encoding.UTF8.GetBytes(path), buffer)));
    }

    [Fact]
    public void A_path_that_is_too_long_is_refused()
    {
        Assert.Equal(-1, Open(new string('x', 5000)));
        Assert.Equal((int)ErrorNumber.ENAMETOOLONG, Errno.GetErrNo());
    }

    [Theory]
    [InlineData("/nothing", ReadOnly, ErrorNumber.ENOENT)]
    [InlineData("/nothing", ReadWrite | Create, ErrorNumber.EROFS)]
    [InlineData("/etc/os-release", ReadWrite, ErrorNumber.EROFS)]
    [InlineData("/etc/os-release", CreateNew, ErrorNumber.EEXIST)]
    [InlineData("/etc", ReadWrite, ErrorNumber.EISDIR)]
    [InlineData("", ReadOnly, ErrorNumber.ENOENT)]
    public void What_cannot_be_opened_says_why(string path, int flags, object error)
    {
        Assert.Equal(-1, Open(path, flags));
        Assert.Equal((int)(ErrorNumber)error, Errno.GetErrNo());
    }

    [Fact]
    public void A_built_in_file_is_read_and_positioned()
    {
        nint file = Open("/etc/hostname");
        Assert.True(file > 2);
        Assert.Equal("thes", Read(file, 4));
        Assert.Equal("eus\n", Read(file, 100));
        Assert.Equal("", Read(file, 100));
        Assert.Equal(2, NativeFileData.Seek(file, 2, 0));
        Assert.Equal("eseus\n", Read(file, 100));
        Assert.Equal(8, NativeFileData.Seek(file, 0, 2));
        Assert.Equal(-1, NativeFileData.Seek(file, -9, 2));

        byte[] buffer = new byte[8];
        fixed (byte* start = buffer)
        {
            Assert.Equal(3, NativeFileData.ReadAt(file, start, 8, 5));
            Assert.Equal(0, NativeFileData.ReadAt(file, start, 8, 50));
            Assert.Equal(-1, NativeFileData.Write(file, start, 8));
            Assert.Equal((int)ErrorNumber.EBADF, Errno.GetErrNo());
            IoVector* pieces = stackalloc IoVector[2];
            pieces[0] = new IoVector { Base = start, Count = 2 };
            pieces[1] = new IoVector { Base = start + 2, Count = 4 };
            Assert.Equal(6, NativeFileData.ReadAtInto(file, pieces, 2, 1));
        }

        Assert.Equal("heseus", Encoding.ASCII.GetString(buffer.AsSpan(0, 6)));
        Assert.Equal(0, NativeFiles.Close(file));
        Assert.Equal(-1, NativeFiles.Close(file));
        Assert.Equal((int)ErrorNumber.EBADF, Errno.GetErrNo());
    }

    [Fact]
    public void Devices_give_and_take()
    {
        nint nothing = Open("/dev/null", ReadWrite);
        Assert.Equal("", Read(nothing, 10));
        nint zeros = Open("/dev/zero");
        Assert.Equal("\0\0\0", Read(zeros, 3));
        nint random = Open("/dev/urandom");
        Assert.NotEqual(Read(random, 16), Read(random, 16));
        foreach (nint file in new[] { nothing, zeros, random })
        {
            NativeFiles.Close(file);
        }
    }

    [Fact]
    public void Standard_files_are_the_console()
    {
        fixed (byte* text = "hi"u8)
        {
            Assert.Equal(2, NativeFileData.Write(1, text, 2));
        }

        nint copy = NativeFiles.Duplicate(2);
        fixed (byte* text = "!"u8)
        {
            Assert.Equal(1, NativeFileData.Write(copy, text, 1));
        }

        NativeFiles.Close(copy);
        Assert.Equal("hi!", Machine.Written);
        Assert.Equal(-1, NativeFileData.Seek(1, 0, 1));
        Assert.Equal((int)ErrorNumber.ESPIPE, Errno.GetErrNo());
        Machine.Type("ok");
        Assert.Equal("ok", Read(0, 10));
    }

    [Fact]
    public void Descriptors_run_out_and_come_back()
    {
        List<nint> open = new();
        for (nint file = Open("/dev/null"); file >= 0; file = Open("/dev/null"))
        {
            open.Add(file);
        }

        Assert.Equal((int)ErrorNumber.EMFILE, Errno.GetErrNo());
        Assert.InRange(open.Count, 200, 256);
        foreach (nint file in open)
        {
            Assert.Equal(0, NativeFiles.Close(file));
        }

        Assert.Equal(open[0], Open("/dev/null"));
        NativeFiles.Close(open[0]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(77)]
    [InlineData(256)]
    [InlineData(int.MinValue)]
    public void Descriptors_that_are_not_open_are_refused(int descriptor)
    {
        byte buffer;
        FileStatus status;
        Assert.Equal(-1, NativeFileData.Read(descriptor, &buffer, 1));
        Assert.Equal(-1, NativeFiles.Describe((nint)descriptor, &status));
        Assert.Equal(-1, NativeFiles.Duplicate(descriptor));
        Assert.Equal(0, NativeTerminal.IsTerminal(descriptor));
        Assert.Equal((int)ErrorNumber.EBADF, Errno.GetErrNo());
    }

    [Theory]
    [InlineData("/", FileStatus.Directory, 0)]
    [InlineData("/usr/share", FileStatus.Directory, 0)]
    [InlineData("/dev/null", FileStatus.Device, 0)]
    [InlineData("/etc/hostname", FileStatus.RegularFile, 8)]
    public void Files_are_described(string path, int mode, long size)
    {
        FileStatus status;
        fixed (byte* name = Zero(path))
        {
            Assert.Equal(0, NativeFiles.Describe(name, &status));
        }

        Assert.Equal(mode, status.Mode);
        Assert.Equal(size, status.Size);
    }

    [Fact]
    public void The_layout_is_the_one_the_bcl_has()
    {
        Assert.Equal(120, sizeof(FileStatus));
        Assert.Equal(16, sizeof(IoVector));
        Assert.Equal(48, sizeof(NativeUsers.Account));
        Assert.Equal(8, sizeof(NativePoll.Request));
        Assert.Equal(16, sizeof(NativeDirectories.Entry));
    }

    [Theory]
    [InlineData("/", "dev:4 etc:4 usr:4")]
    [InlineData("/etc/", "hostname:8 os-release:8")]
    [InlineData("/dev", "console:2 null:2 random:2 tty:2 urandom:2 zero:2")]
    [InlineData("/usr/share/terminfo", "x:4")]
    public void Directories_are_listed(string path, string expected)
    {
        int blocks = Machine.Blocks;
        nint stream;
        fixed (byte* name = Zero(path))
        {
            stream = NativeDirectories.Open(name);
        }

        Assert.NotEqual(0, stream);
        List<string> entries = new();
        NativeDirectories.Entry entry;
        while (NativeDirectories.Read(stream, &entry) == 0)
        {
            entries.Add($"{Encoding.UTF8.GetString((byte*)entry.Name, entry.NameLength)}:{entry.Kind}");
        }

        Assert.Equal(expected, string.Join(' ', entries));
        NativeDirectories.Close(stream);
        Assert.Equal(blocks, Machine.Blocks);
    }

    [Theory]
    [InlineData("/nothing", ErrorNumber.ENOENT)]
    [InlineData("/etc/hostname", ErrorNumber.ENOTDIR)]
    public void What_is_no_directory_is_not_listed(string path, object error)
    {
        int blocks = Machine.Blocks;
        fixed (byte* name = Zero(path))
        {
            Assert.Equal(0, NativeDirectories.Open(name));
        }

        Assert.Equal((int)(ErrorNumber)error, Errno.GetErrNo());
        Assert.Equal(blocks, Machine.Blocks);
    }

    [Fact]
    public void Nothing_can_be_changed_and_no_call_pretends()
    {
        fixed (byte* here = Zero("/etc/hostname"), gone = Zero("/nothing"))
        {
            Assert.Equal((-1, ErrorNumber.EROFS), (NativeFileChanges.Unlink(here), Last));
            Assert.Equal((-1, ErrorNumber.ENOENT), (NativeFileChanges.Unlink(gone), Last));
            Assert.Equal((-1, ErrorNumber.EEXIST), (NativeFileChanges.MakeDirectory(here, 0), Last));
            Assert.Equal((-1, ErrorNumber.EROFS), (NativeFileChanges.MakeDirectory(gone, 0), Last));
            Assert.Equal((-1, ErrorNumber.EROFS), (NativeFileChanges.Rename(here, (nint)gone), Last));
            Assert.Equal((-1, ErrorNumber.EROFS), (NativeFileChanges.ChangeMode(here, 0), Last));
        }

        Assert.Equal((-1, ErrorNumber.EINVAL), (NativeFileChanges.Truncate(1, 0), Last));
        Assert.Equal((-1, ErrorNumber.EBADF), (NativeFileChanges.Truncate(99, 0), Last));
        Assert.Equal((-1, ErrorNumber.ENOTSUP), (NativeFileChanges.Lock(1, 2), Last));
    }

    [Fact]
    public void A_provider_brings_in_more_files()
    {
        BuiltInFiles.Provided = new MoreFile();
        nint file = Open("/more");
        Assert.Equal("more", Read(file, 10));
        NativeFiles.Close(file);
        Assert.Equal(-1, Open("/other"));
        BuiltInFiles.Provided = null;
        Assert.Equal(-1, Open("/more"));
    }

    [Fact]
    public void The_terminal_is_described_for_the_bcl()
    {
        nint file = Open("/usr/share/terminfo/x/xterm-256color", CloseOnExec);
        byte[] entry = Encoding.Latin1.GetBytes(Read(file, 4096));
        NativeFiles.Close(file);
        Assert.Equal(TerminalDescription.Entry.Length, entry.Length);
        Assert.Equal(0x1A, entry[0]);
        Assert.Equal(0x01, entry[1]);
        Assert.StartsWith("xterm-256color|", Encoding.ASCII.GetString(entry, 12, 20), StringComparison.Ordinal);
    }

    private sealed class MoreFile : IProvidedFile
    {
        public ReadOnlySpan<byte> Contents => "more"u8;

        public bool TryMake(ReadOnlySpan<byte> path) => path.SequenceEqual("/more"u8);
    }

    private static ErrorNumber Last => (ErrorNumber)Errno.GetErrNo();

    private static nint Open(string path, int flags = ReadOnly)
    {
        fixed (byte* name = Zero(path))
        {
            return NativeFiles.Open(name, flags, 0);
        }
    }

    private static string Read(nint file, int count)
    {
        byte[] buffer = new byte[count];
        int length;
        fixed (byte* start = buffer)
        {
            length = NativeFileData.Read(file, start, count);
        }

        Assert.True(length >= 0);
        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    private static byte[] Zero(string text) => Encoding.UTF8.GetBytes(text + "\0");
}
