using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build.World;

/// <summary>
/// What is tried when the compiler fails: less, one thing at a time, and never what is known to take too long.
/// </summary>
public sealed class IlcWayTests
{
    [Theory]
    [InlineData(true, IlcEnd.Failed, "whole, whole scanned, used, used scanned")]
    [InlineData(false, IlcEnd.Failed, "used, used scanned")]
    [InlineData(true, IlcEnd.OutOfTime, "whole, used")]
    [InlineData(false, IlcEnd.OutOfMemory, "used")]
    public void Each_way_is_tried_once(bool anyWhole, IlcEnd end, string expected)
    {
        List<IlcWay> ways = new();
        for (IlcWay? way = IlcWay.All(anyWhole)[0]; way is not null; way = way.After(end))
        {
            ways.Add(way);
        }

        Assert.Equal(expected,
            string.Join(", ", ways.Select(w => (w.IsWhole ? "whole" : "used") + (w.IsScanned ? " scanned" : ""))));
        Assert.All(ways, w => Assert.Contains(w, IlcWay.All(anyWhole)));
    }

    [Fact]
    public void Small_packages_that_do_not_say_that_they_can_be_trimmed_are_compiled_whole()
    {
        // xunit's own are old and small; Roslyn is large; the class library says that it can be trimmed.
        PackageAssembly old = PackageAssembly.Read(typeof(Assert).Assembly.Location, "cell")!;
        PackageAssembly large = PackageAssembly.Read(
            typeof(Microsoft.CodeAnalysis.CSharp.CSharpCompilation).Assembly.Location, "cell")!;
        PackageAssembly trimmable = PackageAssembly.Read(typeof(System.Text.Json.JsonDocument).Assembly.Location,
            "cell")!;
        HashSet<string> world = old.References.Concat(large.References).Concat(trimmable.References).ToHashSet();
        Assert.Equal((true, false, false), (old.IsWhole(world), large.IsWhole(world), trimmable.IsWhole(world)));
        Assert.True(trimmable.IsTrimmable);
        Assert.False(old.IsWhole(world.Except([old.References[0]]).ToHashSet()));
    }

    [Fact]
    public void A_way_is_said_to_the_compiler()
    {
        Assert.Equal(["--root:Old", "--scan"], new IlcWay(true, true).Options(["Old"], null));
        Assert.Equal(["--root:Old", "--rdxml:made"], new IlcWay(true, false).Options(["Old"], "made"));
        Assert.Empty(new IlcWay(false, false).Options(["Old"], "made"));
    }
}
