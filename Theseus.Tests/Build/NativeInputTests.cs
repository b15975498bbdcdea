using Theseus.Build.Native;
using Theseus.Build.Objects;
using Xunit;

namespace Theseus.Tests.Build;

public sealed class NativeInputTests
{
    private static HashSet<string> Defined(IEnumerable<ElfObject> objects) =>
        [.. objects.SelectMany(o => Enumerable.Range(1, o.SymbolCount - 1).Where(i => o.SymbolSection[i] != 0).Select(i => o.SymbolName[i]))];

    [Fact]
    public void Math_and_memory_come_with_all_that_is_behind_them()
    {
        var taken = MuslLibrary.Take(["sin", "pow", "memmove", "fmaf"], _ => false);
        var defined = Defined(taken);
        Assert.Superset(new HashSet<string> { "sin", "pow", "memmove", "fmaf", "__rem_pio2", "__pow_log_data" }, defined);
        var missing = taken.SelectMany(o => Enumerable.Range(1, o.SymbolCount - 1).Where(i => o.SymbolSection[i] == 0).Select(i => o.SymbolName[i]))
            .Where(s => !defined.Contains(s)).Distinct();
        Assert.Subset(new HashSet<string> { "__stack_chk_fail", "_GLOBAL_OFFSET_TABLE_", "" }, missing.ToHashSet());
    }

    [Theory]
    [InlineData("malloc")]
    [InlineData("printf")]
    [InlineData("open")]
    [InlineData("__stack_chk_fail")]
    [InlineData("abort")]
    public void Nothing_that_needs_a_system_is_taken(string symbol) => Assert.Empty(MuslLibrary.Take([symbol], _ => false));

    [Fact]
    public void What_is_defined_already_is_not_taken_again() => Assert.Empty(MuslLibrary.Take(["memset"], s => s == "memset"));
}
