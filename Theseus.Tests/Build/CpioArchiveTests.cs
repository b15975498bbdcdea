using System.Globalization;
using System.Text;
using Theseus.Build.Linux;
using Xunit;

namespace Theseus.Tests.Build;

public sealed class CpioArchiveTests
{
    private const int HeaderBytes = 110;

    [Fact]
    public void Every_entry_starts_on_a_boundary_of_four_bytes_and_comes_after_the_folders_above_it()
    {
        using MemoryStream bytes = new();
        CpioArchive archive = new(bytes);
        archive.AddFile("bin/deep/program", "12345"u8);
        archive.AddFile("bin/other", ""u8);
        archive.AddDevice("dev/console", 5, 1);
        archive.End();
        Assert.Equal(
            ["bin 41ED 0 0:0", "bin/deep 41ED 0 0:0", "bin/deep/program 81ED 5 0:0", "bin/other 81ED 0 0:0",
                "dev 41ED 0 0:0",
                "dev/console 21ED 0 5:1", "TRAILER!!! 0 0 0:0"],
            Entries(bytes.ToArray()));
    }

    /// <summary>Name, mode, size and device of each entry, as the kernel would read them.</summary>
    private static IEnumerable<string> Entries(byte[] archive)
    {
        for (int at = 0; at < archive.Length;)
        {
            string header = Encoding.ASCII.GetString(archive, at, HeaderBytes);
            Assert.StartsWith("070701", header, StringComparison.Ordinal);
            int Field(int index) =>
                int.Parse(header.AsSpan(6 + (8 * index), 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            (int size, int nameBytes) = (Field(6), Field(11));
            string name = Encoding.UTF8.GetString(archive, at + HeaderBytes, nameBytes - 1);
            Assert.Equal(0, archive[at + HeaderBytes + nameBytes - 1]);
            yield return $"{name} {Field(1):X} {size} {Field(9)}:{Field(10)}";
            at = Aligned(at + HeaderBytes + nameBytes);
            at = Aligned(at + size);
        }
    }

    private static int Aligned(int offset) => (offset + 3) & ~3;
}
