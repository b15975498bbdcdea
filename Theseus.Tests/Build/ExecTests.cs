using System.IO.Compression;
using System.Text;
using Theseus.Build;
using Theseus.Build.Commands;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Build;

public sealed class ExecTests
{
    private readonly MemoryStream _output = new(), _boot = new();

    private ExecReader Read(string text, int chunk)
    {
        ExecReader reader = new(_output, _boot);
        foreach (byte[] part in Encoding.UTF8.GetBytes(text).Chunk(chunk))
        {
            reader.Feed(part);
        }

        return reader;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Boot_text_output_and_statuses_are_told_apart(int chunk)
    {
        ExecReader reader = Read("boot\nmore\n\u0001Bone\n\u0001S0\n\u0001\u0001two\u0001S-7\n", chunk);
        Assert.Equal("boot\nmore\n", Encoding.UTF8.GetString(_boot.ToArray()));
        Assert.Equal("one\n\u0001two", Encoding.UTF8.GetString(_output.ToArray()));
        Assert.Equal([("one\n", 0), ("\u0001two", -7)], reader.Lines);
        Assert.Equal("more", reader.LastBootLine);
        Assert.True(reader.HasBegun);
        Assert.False(reader.HasPanicked);
    }

    [Fact]
    public void The_kernel_has_spoken_when_its_first_line_is_there_and_not_when_the_firmware_says_something()
    {
        ExecReader reader = Read("BdsDxe: starting Boot0001\r\nTheseus: hel", 7);
        Assert.False(reader.HasKernelSpoken);
        reader.Feed("lo from C#\r\n"u8);
        Assert.True(reader.HasKernelSpoken);
    }

    [Fact]
    public void A_panic_ends_the_output()
    {
        ExecReader reader = Read("\u0001Bhalf\u0001PPANIC why\n", 2);
        Assert.True(reader.HasPanicked);
        Assert.Equal("half", Encoding.UTF8.GetString(_output.ToArray()));
        Assert.Equal("PANIC why\n", Encoding.UTF8.GetString(_boot.ToArray()));
    }

    [Fact]
    public void Lines_are_split_at_semicolons_outside_of_quotes()
    {
        Assert.Equal(["hello a", "echo 'b; c'", "echo \"d;e\"", "f"],
            Lines.Split("hello a; echo 'b; c' ;; echo \"d;e\"\n f;"));
        Assert.Empty(Lines.Split(" ; "));
    }

    [Fact]
    public void Options_and_lines_are_parsed_and_bad_ones_named()
    {
        MachineArguments parsed = MachineArguments.Parse(
            ["--uefi", "--memory", "64", "--cpu", "Nehalem", "--timeout", "5", "a; b"]);
        Assert.Equal((true, 64, "Nehalem", 5.0),
            (parsed.Machine.Uefi, parsed.Machine.MemoryMiB, parsed.Machine.Cpu, parsed.Machine.Timeout.TotalSeconds));
        Assert.Equal(["a", "b"], parsed.Lines);
        foreach (string bad in new[] { "--memory", "--memory x", "--memory -3", "--nonsense" })
        {
            Assert.Equal("BadOption", Assert.Throws<BuildException>(() => MachineArguments.Parse(bad.Split(' '))).Id);
        }
    }

    [Fact]
    public void A_screen_dump_becomes_a_png_with_the_same_pixels()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        byte[] png = Png.FromPpm([.. "P6\n# comment\n2 2\n255\n"u8, .. pixels]);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], png[..4]);
        int start = png.AsSpan().IndexOf("IDAT"u8) + 4;
        MemoryStream raw = new();
        new ZLibStream(new MemoryStream(png[start..]), CompressionMode.Decompress).CopyTo(raw);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12], raw.ToArray());
        Assert.Equal("BadScreenDump", Assert.Throws<BuildException>(() => Png.FromPpm("P6 9 9 255\n"u8)).Id);
    }
}
