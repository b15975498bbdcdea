using Theseus.Build.Guard;
using Xunit;

namespace Theseus.Tests.Guard;

/// <summary>A refusal ends with the very line that would admit what was refused, where there is one.</summary>
public sealed class GuardReportTests
{
    private static readonly Finding s_cast = new(GuardRule.NotAllowed, "Some.Text", "M()", 3,
        "System.Runtime.CompilerServices.Unsafe::As is not among ...");
    private static readonly Finding s_pointer = new(GuardRule.PointerType, "Some.Text", "M()", 0, "System.Char*");

    [Fact]
    public void Of_a_package_the_line_names_it_and_what_is_not_proved()
    {
        string[] lines = new GuardReport("Some.Text", new PackageOrigin("Some.Text", "1.2.0"),
            [s_cast, s_cast, s_pointer]).Refusal().Split('\n');
        Assert.Contains("package Some.Text 1.2.0 is not safe by its code (3 findings", lines[0]);
        Assert.Equal("    Some.Text 1.2.0: 2 NotAllowed (System.Runtime.CompilerServices.Unsafe::As); 1 PointerType",
            lines[^1]);
    }

    [Fact]
    public void Of_a_cell_the_lines_name_what_it_names()
    {
        Assert.EndsWith("\n    Mine System.Runtime.CompilerServices.Unsafe::As: ...",
            new GuardReport("Mine", null, [s_cast]).Refusal());
        Assert.DoesNotContain(Admissions.NameFile, new GuardReport("Mine", null, [s_cast, s_pointer]).Refusal());
    }

    [Fact]
    public void Few_findings_are_shown_and_the_command_that_shows_all()
    {
        string text = new GuardReport("Some.Text", new PackageOrigin("Some.Text", "1.2.0"),
            [.. Enumerable.Repeat(s_cast, 40)]).Refusal(shown: 3);
        Assert.Equal(3, text.Split('\n').Count(l => l.StartsWith("  THS1010", StringComparison.Ordinal)));
        Assert.Contains("... and 37 more: ./theseus guard --all Some.Text@1.2.0", text);
    }
}
