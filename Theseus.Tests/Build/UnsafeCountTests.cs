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
        Assert.Equal(100.0 * 3 / 8, count.PerHundredLines);
    }

    [Fact]
    public void The_word_in_a_comment_or_a_string_is_not_code() =>
        Assert.Equal(0, UnsafeCommand.CountText("class A { string S = \"unsafe\"; /* unsafe */ }").All);
}
