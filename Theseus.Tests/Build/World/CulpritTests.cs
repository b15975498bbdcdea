using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build.World;

public sealed class CulpritTests
{
    private static readonly string[] s_cells = ["a", "b", "c", "d", "e"];

    [Theory]
    [InlineData("a")]
    [InlineData("c")]
    [InlineData("e")]
    public void One_that_breaks_the_world_is_found(string bad) =>
        Assert.Equal(bad, Culprit.Find(s_cells, without => without.Contains(bad)));

    [Fact]
    public void Of_two_one_is_found_and_the_other_the_next_time()
    {
        string[] bad = ["b", "d"];
        string first = Culprit.Find(s_cells, without => bad.All(without.Contains))!;
        Assert.Contains(first, bad);
        Assert.Equal(bad.Single(b => b != first),
            Culprit.Find([.. s_cells.Except([first])], without => bad.All(b => b == first || without.Contains(b))));
    }

    [Fact]
    public void Nobody_is_blamed_for_what_does_not_work_without_them_either() =>
        Assert.Null(Culprit.Find(s_cells, _ => false));
}
