using Theseus.Build;
using Theseus.Build.Injection;
using Xunit;

namespace Theseus.Tests.Build.Injection;

public sealed class WorldMapTests
{
    private const string Text = """
        cell            base        text      rodata        data         bss  sections
        nano-core  ffffffff81000000        4097           1        4096           1         3
        Words      ffffffff90001000         256        8192           0           0         2

        nano-core
        address               size  segment   symbol
        ffffffff81000010        20  Text      boot_first
        ffffffff81000030        10  Text      boot second
        ffffffff81002000         8  ReadOnly  boot_table

        Words
        address               size  segment   symbol
        ffffffff90001000        40  Text      Words_Count
        ffffffff90001040         0  Text      Words_Nothing
        """;

    private static WorldMap Map(string text = Text) => WorldMap.Read(new StringReader(text.ReplaceLineEndings("\n")));

    [Fact]
    public void Functions_are_found_by_address_and_by_name()
    {
        WorldMap map = Map();
        Assert.Null(map.Find(0xffffffff8100000f));
        Assert.Equal("boot_first", map.Find(0xffffffff81000010)?.Name);
        Assert.Equal("boot_first", map.Find(0xffffffff8100002f)?.Name);
        Assert.Equal("boot second", map.Find(0xffffffff81000030)?.Name);
        Assert.Null(map.Find(0xffffffff81000040));
        Assert.Null(map.Find(0xffffffff81002000)); // constants
        Assert.Null(map.Find(0xffffffff90001040)); // empty
        Assert.Equal("Words", map.CellOf(0xffffffff90001001)?.Name);
        Assert.Equal(0xffffffff90001000, map.AddressOf("Words_Count"));
    }

    [Fact]
    public void A_cells_constants_and_data_lie_on_pages_of_their_own()
    {
        WorldMap map = Map();
        MappedCell first = map.Cells[0];
        Assert.Equal(0xffffffff81002000, first.ConstantStart);
        Assert.Equal(0xffffffff81003000, first.DataStart);
        Assert.Equal(0xffffffff81005000, first.DataEnd);
        Assert.Equal(map.Cells[1].DataStart, map.Cells[1].DataEnd);
    }

    [Theory]
    [InlineData("nonsense", "BadMap")]
    [InlineData("\nNoCell\n", "BadMap")]
    [InlineData("a ffffffff81000000 1 1 1 1 1\n\na\nnothing", "BadMap")]
    public void A_map_that_is_none_is_an_error_with_a_name(string text, string error) =>
        Assert.Equal(error, Assert.Throws<BuildException>(() => Map(text)).Id);

    [Fact]
    public void What_is_not_there_is_an_error_with_a_name()
    {
        Assert.Equal("NoFunction", Assert.Throws<BuildException>(() => Map().AddressOf("nobody")).Id);
        Assert.Equal("NoMap", Assert.Throws<BuildException>(() => WorldMap.Read("/nonexistent/map")).Id);
    }
}
