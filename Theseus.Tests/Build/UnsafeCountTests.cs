using Theseus.Build;
using Theseus.Build.Commands;
using Xunit;

namespace Theseus.Tests.Build;

public sealed class UnsafeCountTests
{
    [Fact]
    public void Blocks_members_and_types_are_counted_and_their_lines_once()
    {
        UnsafeCount count = UnsafeCommand.CountText("""
            // A comment is no line.
            class A
            {
                unsafe void M()
                {
                    unsafe { }
                }
            }

            unsafe struct B { }
            """);
        Assert.Equal(new UnsafeCount { Blocks = 1, Members = 1, Types = 1, LinesInside = 5, LinesOutside = 3 }, count);
        Assert.Equal(3, count.All);
        Assert.Equal(100.0 * 5 / 8, count.PercentInside);
    }

    [Fact]
    public void The_tree_has_unsafe_code_where_it_may_be_and_no_more_of_it() =>
        Assert.Empty(UnsafeCommand.Faults(UnsafeCommand.CountTree(Workspace.Find())));

    [Theory]
    [InlineData("Theseus.Tasks", 1, 0, 1, 1000)]
    [InlineData("Theseus.Memory", 0, 1, 10, 1000)]
    [InlineData("Theseus.Memory", 1, 0, 36, 64)]
    [InlineData("Theseus.Platform", 1, 0, 11, 89)]
    [InlineData("Theseus.Cells/New", 1, 0, 1, 1000)]
    public void Unsafe_code_elsewhere_or_of_whole_types_or_beyond_its_share_is_a_fault(
        string project, int members, int types, int inside, int outside) =>
        Assert.Contains(project, Assert.Single(UnsafeCommand.Faults([(project, new UnsafeCount
        {
            Members = members, Types = types, LinesInside = inside, LinesOutside = outside,
        })])));

    [Fact]
    public void The_word_in_a_comment_or_a_string_is_not_code() =>
        Assert.Equal(0, UnsafeCommand.CountText("class A { string S = \"unsafe\"; /* unsafe */ }").All);
}
