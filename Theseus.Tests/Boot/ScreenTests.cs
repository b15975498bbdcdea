using Theseus.Build;
using Theseus.Build.Machine;
using Theseus.Cells.Drivers.Screen;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>What a person sees: the prompt and its output, read back from the pixels of a screenshot.</summary>
public sealed class ScreenTests : IDisposable
{
    private const string Prompt = "theseus>";
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"theseus-test-{Guid.NewGuid():N}.png");

    public void Dispose() => File.Delete(_file);

    private ScreenPicture Picture(MachineOptions options, params string[] lines)
    {
        options = options with { Screenshot = _file, Timeout = TimeSpan.FromMinutes(5) };
        Assert.Equal(0, PictureSession.Run(Workspace.Find(), options, lines));
        return new ScreenPicture(_file);
    }

    [Fact]
    public void Prompt_typed_lines_and_their_output_are_readable()
    {
        ScreenPicture screen = Picture(new MachineOptions(), "hello screen", "echo Größe ─┼─", "nonsense");
        Assert.Equal((1024, 768), (screen.Width, screen.Height));

        int typed = screen.Find(row => row == $"{Prompt} hello screen");
        Assert.Equal("Hello, screen, from Theseus in C#!", screen.Rows[typed + 1]);
        Assert.Equal($"{Prompt} echo Größe ─┼─", screen.Rows[typed + 2]);
        Assert.Equal("Größe ─┼─", screen.Rows[typed + 3]);
        Assert.Equal($"{Prompt} nonsense", screen.Rows[typed + 4]);
        Assert.Equal("nonsense: unknown command", screen.Rows[typed + 5]);
        Assert.Equal("[status 127]", screen.Rows[typed + 6]);
        int last = screen.Find(row => row.StartsWith(Prompt, StringComparison.Ordinal));
        Assert.Equal(typed + 7, last);

        // Nothing below the prompt; text on its ground, the prompt's name in a colour of its own, the cursor behind it.
        Assert.All(screen.Rows.Skip(last + 1), row => Assert.Equal("", row));
        Assert.Equal([Palette.Background], screen.Colours(0, screen.Rows.Count - 1));
        Assert.Equal([Palette.Background, Palette.Foreground], screen.Colours(0, typed + 1).Order());
        Assert.DoesNotContain(Palette.Foreground, screen.Colours(0, last));
        Assert.Equal([Palette.Cursor], screen.Colours(Prompt.Length + 1, last));
        Assert.DoesNotContain(screen.Rows, row => row.Contains(ScreenPicture.Unreadable, StringComparison.Ordinal));
    }

    [Fact]
    public void A_panic_is_on_the_screen()
    {
        ScreenPicture screen = Picture(new MachineOptions(), "panic");
        int what = screen.Find(
            row => row.StartsWith("*** kernel panic: the command 'panic' was given", StringComparison.Ordinal));
        Assert.Matches("^rip [0-9a-f]{16} rsp [0-9a-f]{16}", screen.Rows[what + 1]);
        string[] trace = screen.Rows.Skip(what + 1).Where(row => row.StartsWith("  at ", StringComparison.Ordinal))
            .ToArray();
        Assert.Matches(@"^  at [0-9a-f]{16} Theseus\.Runtime\.Panic\.Stop \+ \d+$", trace[0]);
        Assert.Contains(trace, row => row.Contains(" Theseus.Kernel.Boot.", StringComparison.Ordinal));
    }

    /// <summary>Cirrus' adapter has 24 bits a pixel; the other has memory for 512 of the mode's 768 rows.</summary>
    [Theory]
    [InlineData("cirrus-vga")]
    [InlineData("VGA,vgamem_mb=2")]
    public void Text_is_readable_on_lesser_displays_too(string display)
    {
        ScreenPicture screen = Picture(new MachineOptions { Display = display }, "hello");

        screen.Find(row => row == "Hello, world, from Theseus in C#!");
        Assert.DoesNotContain(screen.Rows, row => row.Contains(ScreenPicture.Unreadable, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("none", "Theseus: no screen: ")]
    [InlineData("VGA,vgamem_mb=2", "Theseus: the display's memory ends before the mode")]
    public void The_log_says_why_a_screen_is_dark_or_cut(string display, string said)
    {
        using MemoryStream boot = new();
        ExecResult result = ExecSession.Run(Workspace.Find(), new MachineOptions { Display = display },
            ["echo still here"], Stream.Null, boot);

        SharedBoot.AssertNoTrouble(result);
        Assert.Equal(("still here\n", 0), result.Lines[0]);
        Assert.Contains(said, System.Text.Encoding.UTF8.GetString(boot.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Under_UEFI_the_screen_shows_the_prompt_too()
    {
        ScreenPicture screen = Picture(new MachineOptions { Uefi = true, MemoryMiB = 256 });
        int last = screen.Find(row => row.StartsWith(Prompt, StringComparison.Ordinal));
        Assert.Contains("Theseus", screen.Rows[last - 2]);
    }
}
