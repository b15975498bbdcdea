using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>A cell is unloaded where nothing uses it, and else refused by the name of what does.</summary>
[Collection(CellBootCollection.Name)]
public sealed class CellUnloadTests(CellBoot boot)
{
    [Theory]
    [InlineData("unload nano-core", "unload: The cell nano-core is used by the kernel, whose nano-core it is.\n")]
    [InlineData("unload unload",
        @"unload: The cell Unload is used by the running task, which is in Theseus\.Cells\.Unload\.Program\.Main\+0x[0-9a-f]+\.\n")]
    [InlineData("unload System.Linq",
        @"unload: The cell System\.Linq is used by \S.* of the cell \S+, which refers to \S.*\.\n")]
    [InlineData("unload System.Private.CoreLib",
        @"unload: The cell System\.Private\.CoreLib is used by \S.* of the cell \S+, which refers to \S.*\.\n")]
    [InlineData("unload nosuchcell", "unload: there is no cell named 'nosuchcell'\n")]
    public void A_cell_in_use_is_refused_by_the_name_of_its_user(string line, string refusal)
    {
        Assert.Matches($"^{refusal}$", boot.Line(line).Output);
        Assert.Equal(1, boot.Line(line).Status);
    }

    [Fact]
    public void A_cell_that_is_not_loaded_gives_nothing() =>
        Assert.Equal(("  Echo: 0 KiB unloaded, and 0 KiB of other cells\n", 0), boot.Line("unload echo"));

    [Fact]
    public void Statics_start_anew_with_each_program_and_after_an_unload()
    {
        string[] runs = [.. Enumerable.Range(0, 3).Select(i => boot.Line("cellcheck count", i).Output)];
        Assert.Equal(["run 1\n", "run 1\n", "run 1\n"], runs);
        AssertUnloads(0);
    }

    [Fact]
    public void A_live_object_of_its_types_keeps_a_cell()
    {
        Assert.Equal(
            ("used by a live object of its type Theseus.Cells.CellCheck.Held.Kept+0x0\nused by nothing\n", 0),
            TypeNamed(boot.Line("cellcheck hold object")));
        AssertUnloads(1);
    }

    [Fact]
    public void A_delegate_to_its_code_keeps_a_cell()
    {
        (string output, int status) = boot.Line("cellcheck hold delegate");
        Assert.StartsWith("used by a live object that holds the address of its code, of type ", output);
        Assert.EndsWith("\nused by nothing\n", output);
        Assert.Equal(0, status);
        AssertUnloads(2);
    }

    [Fact]
    public void A_program_in_the_background_keeps_its_cell_and_has_its_own_statics()
    {
        string output = boot.Line("cellcheck wait &").Output + boot.Line("cellcheck wait &", 1).Output
            + boot.Line("top -n 1").Output;
        Assert.Equal(2, output.Split("run 1\n").Length - 1);
        (output, int status) = boot.Line("unload cellcheck", 3);
        Assert.Matches(@"^unload: The cell CellCheck is used by task \d+ main, which began in it\.\n$", output);
        Assert.Equal(1, status);
        AssertUnloads(4);
    }

    [Fact]
    public void Instances_of_generic_types_over_its_own_types_do_not_keep_a_cell() => AssertUnloads(5);

    [Fact]
    public void Exceptions_that_passed_through_do_not_keep_a_cell() => AssertUnloads(6);

    /// <summary>The full length: <c>./theseus exec --timeout 600 'cellcheck loop 1000'</c>.</summary>
    [Fact]
    public void Load_use_and_unload_again_and_again_and_nothing_grows()
    {
        (string output, int status) = boot.Line(CellBoot.Loop);
        Assert.True(output.EndsWith("; nothing grows after the warm-up\n", StringComparison.Ordinal), output);
        Assert.Equal(0, status);
    }

    [Fact]
    public void After_all_that_every_frame_is_accounted_for_and_no_page_is_writable_and_executable()
    {
        Assert.Equal(("  every frame is accounted for\n", 0), boot.Line("mem check"));
        Assert.Equal(0, boot.Line("pages").Status);
    }

    private void AssertUnloads(int occurrence)
    {
        (string output, int status) = boot.Line("unload cellcheck", occurrence);
        Assert.Matches(@"^  CellCheck: [1-9]\d* KiB unloaded, and \d+ KiB of other cells\n$", output);
        Assert.Equal(0, status);
    }

    /// <summary>Names of sections are left out of the image: the type has its name, or a section's number.</summary>
    private static (string, int) TypeNamed((string Output, int Status) line) =>
        (System.Text.RegularExpressions.Regex.Replace(line.Output, @"section \d+(?=\+0x0\n)",
        "Theseus.Cells.CellCheck.Held.Kept"), line.Status);
}
