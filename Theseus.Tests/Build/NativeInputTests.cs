using Theseus.Build.Native;
using Theseus.Build.Objects;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build;

public sealed class NativeInputTests
{
    private static HashSet<string> Defined(IEnumerable<ElfObject> objects) =>
        [.. objects.SelectMany(
        o => Enumerable.Range(1, o.SymbolCount - 1).Where(i => o.SymbolSection[i] != 0).Select(i => o.SymbolName[i]))];

    [Fact]
    public void Math_and_memory_come_with_all_that_is_behind_them()
    {
        List<ElfObject> taken = Take([MuslLibrary.Open()], "sin", "pow", "memmove", "fmaf");
        HashSet<string> defined = Defined(taken);
        Assert.Superset(new HashSet<string> { "sin", "pow", "memmove", "fmaf", "__rem_pio2", "__pow_log_data" },
            defined);
        IEnumerable<string> missing = taken.SelectMany(Undefined).Where(s => !defined.Contains(s)).Distinct();
        Assert.Subset(new HashSet<string> { "__stack_chk_fail", "_GLOBAL_OFFSET_TABLE_" }, missing.ToHashSet());
    }

    [Theory]
    [InlineData("malloc")]
    [InlineData("printf")]
    [InlineData("open")]
    [InlineData("__stack_chk_fail")]
    [InlineData("abort")]
    public void Nothing_that_needs_a_system_is_taken(string symbol) => Assert.Empty(Take([MuslLibrary.Open()], symbol));

    [Fact]
    public void What_is_defined_already_is_not_taken_again() =>
        Assert.Empty(NativeLibrary.Take([MuslLibrary.Open()], ["memset"], s => s == "memset"));

    [Fact]
    public void Compression_wants_no_more_below_it_than_memory_and_strings()
    {
        NativeLibrary[] libraries = [.. CompressionLibrary.Open(new Packages()), MuslLibrary.Open()];
        List<ElfObject> taken = Take(libraries, "CompressionNative_Deflate", "CompressionNative_DeflateInit2_",
            "CompressionNative_Inflate",
            "CompressionNative_InflateInit2_", "CompressionNative_Crc32", "BrotliEncoderCompress",
                "BrotliDecoderDecompressStream");
        HashSet<string> defined = Defined(taken);
        HashSet<string> missing = taken.SelectMany(Undefined).Where(s => !defined.Contains(s)).ToHashSet();
        Assert.Superset(new HashSet<string> { "malloc", "free", "calloc", "aligned_alloc" }, missing);
        Assert.Subset(
            new HashSet<string> { "malloc", "free", "calloc", "aligned_alloc", "exit", "__stack_chk_fail",
                "_GLOBAL_OFFSET_TABLE_" }, missing);
    }

    private static List<ElfObject> Take(IReadOnlyList<NativeLibrary> libraries, params string[] symbols) =>
        [.. NativeLibrary.Take(libraries, symbols, _ => false).Select(taken => taken.Object)];

    private static IEnumerable<string> Undefined(ElfObject elf) =>
        Enumerable.Range(1, elf.SymbolCount - 1).Where(i => elf.SymbolSection[i] == 0).Select(i => elf.SymbolName[i])
        .Where(name => name != "");
}
