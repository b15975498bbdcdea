using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>No line, however malformed, harms the prompt or the lines after it.</summary>
[Collection(BootCollection.Name)]
public sealed class HostileLineTests(SharedBoot boot)
{
    private const int LongLine = 10_000;

    private static readonly string s_longWord = new('x', LongLine);
    private static readonly string s_manyWords = string.Concat(Enumerable.Repeat(" w", LongLine / 2));
    private static readonly string s_control = string.Concat(
        Enumerable.Range(1, 31).Where(c => c is not (>= 9 and <= 13)).Select(c => (char)c)) + "\u007F";

    public static IEnumerable<string> Lines =>
    [
        $"echo {s_longWord}",
        $"echo{s_manyWords}",
        s_longWord,
        $"echo '{s_control}'",
        "echo a\0b",
        "echo '\u001B[31mred\u001B[0m\u001B[999999999999;H\u001B['",
        "\u0001S0",
        "echo 'never closed",
        "echo \"never closed",
        "echo at the end\\",
        "''",
        "\\",
        "shell",
        "HELLO",
        "../hello",
        "echo \uFFFD\uFFFF\U0010FFFF",
    ];

    [Fact]
    public void A_line_of_ten_thousand_characters_runs()
    {
        Assert.Equal((s_longWord + "\n", 0), boot.Line($"echo {s_longWord}"));
        Assert.Equal((s_manyWords[1..] + "\n", 0), boot.Line($"echo{s_manyWords}"));
    }

    [Fact]
    public void A_command_of_ten_thousand_characters_is_unknown() =>
        Assert.Equal(($"{s_longWord}: unknown command\n", ExecStatus.UnknownCommand), boot.Line(s_longWord));

    [Fact]
    public void Control_characters_pass_and_the_frames_around_the_output_hold()
    {
        Assert.Equal((s_control + "\n", 0), boot.Line($"echo '{s_control}'"));
        Assert.Equal(("a\0b\n", 0), boot.Line("echo a\0b"));
        Assert.Equal(("\u001B[31mred\u001B[0m\u001B[999999999999;H\u001B[\n", 0),
            boot.Line("echo '\u001B[31mred\u001B[0m\u001B[999999999999;H\u001B['"));
        Assert.Equal(("\u0001S0: unknown command\n", ExecStatus.UnknownCommand), boot.Line("\u0001S0"));
    }

    [Fact]
    public void Characters_at_the_end_of_unicode_pass() =>
        Assert.Equal(("\uFFFD\uFFFF\U0010FFFF\n", 0), boot.Line("echo \uFFFD\uFFFF\U0010FFFF"));

    [Theory]
    [InlineData("echo 'never closed", "never closed\n")]
    [InlineData("echo \"never closed", "never closed\n")]
    [InlineData("echo at the end\\", "at the end\\\n")]
    public void An_unfinished_line_ends_at_its_end(string line, string output) =>
        Assert.Equal((output, 0), boot.Line(line));

    [Theory]
    [InlineData("''", ": unknown command\n")]
    [InlineData("\\", "\\: unknown command\n")]
    [InlineData("shell", "shell: unknown command\n")]
    [InlineData("HELLO", "HELLO: unknown command\n")]
    [InlineData("../hello", "../hello: unknown command\n")]
    public void What_is_no_command_is_unknown(string line, string output) =>
        Assert.Equal((output, ExecStatus.UnknownCommand), boot.Line(line));
}
