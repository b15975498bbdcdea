using Theseus.Memory;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>A view that is not wholly in its mapping, or not aligned, is refused by name.</summary>
internal static class Views
{
    private const ulong Bytes = 2 * Frame.Bytes;

    public static void Run(Checker check)
    {
        using MappedPages<ReadWrite> mapping = MappedPages.Allocate(Bytes);
        check.Is("bytes", "8192", mapping.AsSpan().Length);
        check.Is("longs", "1024", mapping.AsSpan<long>(0, Bytes / 8).Length);
        mapping.AsRef<ulong>(8) = 0x0102_0304_0506_0708;
        check.Is("reference", "8 1", $"{mapping.AsSpan()[8]} {mapping.AsReadOnlySpan()[15]}");
        check.Is("empty.at.end", "0", mapping.AsSpan<long>(Bytes, 0).Length);
        check.Refuses("span.too.long", MemoryError.OutOfRange, in mapping,
            static (in MappedPages<ReadWrite> m) => _ = m.AsSpan<byte>(0, Bytes + 1).Length);
        check.Refuses("span.past.end", MemoryError.OutOfRange, in mapping,
            static (in MappedPages<ReadWrite> m) => _ = m.AsSpan<long>(Bytes - 8, 2).Length);
        check.Refuses("span.beyond", MemoryError.OutOfRange, in mapping,
            static (in MappedPages<ReadWrite> m) => _ = m.AsSpan<byte>(Bytes + 1, 0).Length);
        check.Refuses("span.overflow", MemoryError.OutOfRange, in mapping,
            static (in MappedPages<ReadWrite> m) => _ = m.AsSpan<long>(8, ulong.MaxValue / 8).Length);
        check.Refuses("span.offset.overflow", MemoryError.OutOfRange, in mapping,
            static (in MappedPages<ReadWrite> m) => _ = m.AsSpan<long>(ulong.MaxValue - 7, 1).Length);
        check.Refuses("reference.past.end", MemoryError.OutOfRange, in mapping,
            static (in MappedPages<ReadWrite> m) => m.AsRef<long>(Bytes) = 1);
        check.Refuses("reference.over.end", MemoryError.OutOfRange, in mapping,
            static (in MappedPages<ReadWrite> m) => m.AsRef<long>(Bytes - 4) = 1);
        check.Refuses("read.past.end", MemoryError.OutOfRange, in mapping,
            static (in MappedPages<ReadWrite> m) => _ = m.AsReadOnlyRef<int>(Bytes));
        check.Refuses("misaligned.2", MemoryError.Misaligned, in mapping,
            static (in MappedPages<ReadWrite> m) => m.AsRef<short>(1) = 1);
        check.Refuses("misaligned.8", MemoryError.Misaligned, in mapping,
            static (in MappedPages<ReadWrite> m) => m.AsRef<long>(4) = 1);
        check.Refuses("misaligned.16", MemoryError.Misaligned, in mapping,
            static (in MappedPages<ReadWrite> m) => _ = m.AsSpan<Int128>(8, 1).Length);
        check.Refuses("default", MemoryError.NotOwned, default(MappedPages<ReadWrite>),
            static (in MappedPages<ReadWrite> m) => _ = m.AsSpan().Length);
        Held(check);
        check.Refuses("zero.bytes", MemoryError.BadSize, static () => MappedPages.Allocate(Hidden.Of(0)).Dispose());
        check.Refuses("absurd", MemoryError.BadSize,
            static () => MappedPages.Allocate(Hidden.Of(ulong.MaxValue)).Dispose());
    }

    /// <summary>The borrowed forms that hold their mapping.</summary>
    private static void Held(Checker check)
    {
        Mapped<long> value = MappedPages.Allocate(Frame.Bytes).Into<long>(16);
        value.Value = 5;
        check.Is("mapped", "5", value.Value);
        value.Value++;
        using (MappedPages<ReadWrite> back = value.IntoMapping())
        {
            check.Is("mapped.back", "6", back.AsRef<long>(16));
        }

        using (MappedSlice<int> slice = MappedPages.Allocate(Frame.Bytes).IntoSlice<int>(0, 1024))
        {
            slice[1023] = 9;
            check.Is("slice", "1024 9", $"{slice.Length} {slice.Span[1023]}");
            string beyond = "no exception";
            try
            {
                slice[1024] = 1;
            }
            catch (IndexOutOfRangeException thrown)
            {
                beyond = thrown.GetType().Name;
            }

            check.Is("slice.beyond", nameof(IndexOutOfRangeException), beyond);
        }

        check.Refuses("mapped.refused", MemoryError.OutOfRange,
            static () => MappedPages.Allocate(Frame.Bytes).Into<long>(Frame.Bytes).Dispose());
        check.Refuses("slice.refused", MemoryError.Misaligned,
            static () => MappedPages.Allocate(Frame.Bytes).IntoSlice<int>(2, 1).Dispose());
    }
}
