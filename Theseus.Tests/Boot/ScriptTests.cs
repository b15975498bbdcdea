using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>The script that <c>exec</c> hands over as a whole: what is in it besides lines, and how it ends.</summary>
public sealed class ScriptTests
{
    private static readonly MachineOptions s_short = new() { Timeout = TimeSpan.FromMinutes(5) };

    [Fact]
    public void Blank_lines_are_passed_over_and_the_status_is_the_last_lines()
    {
        ExecResult result = SharedBoot.Exec(s_short, "", "echo a", " \t ", "nonsense", "\r", "echo b\r", "");
        SharedBoot.AssertNoTrouble(result);
        Assert.Equal([("a\n", 0), ("nonsense: unknown command\n", 127), ("b\n", 0)], result.Lines);
        Assert.Equal(0, result.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n \n\t\n")]
    public void A_script_without_lines_ends_and_says_so(string script)
    {
        ExecResult result = SharedBoot.Exec(s_short, script);
        Assert.Equal(ExecStatus.BootFailed, result.Status);
        Assert.Contains("before the first line", result.Trouble);
    }

    /// <summary>
    /// The pipe between the emulator and us holds 64 KiB: in the pause it is full, and the serial line has no room.
    /// </summary>
    [Fact]
    public void A_hundred_kibibytes_of_script_run_to_the_end_though_their_reader_pauses()
    {
        string[] lines = [.. Enumerable.Range(0, 1000).Select(i => $"echo {i} {new string('y', 90)}")];
        using PausingStream reader = new(TimeSpan.FromSeconds(8));
        using MemoryStream boot = new();
        ExecResult result = ExecSession.Run(Theseus.Build.Workspace.Find(), s_short, lines, reader, boot);
        Assert.True(reader.HasPaused);
        SharedBoot.AssertNoTrouble(result);
        Assert.Equal(lines.Select(line => (line["echo ".Length..] + "\n", 0)), result.Lines);
    }

    /// <summary>Takes all bytes, and a while for the first.</summary>
    private sealed class PausingStream(TimeSpan pause) : MemoryStream
    {
        public bool HasPaused { get; private set; }

        public override void WriteByte(byte value)
        {
            if (!HasPaused)
            {
                Thread.Sleep(pause);
            }

            HasPaused = true;
        }
    }
}
