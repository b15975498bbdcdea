using Xunit;
using Theseus.Memory;

namespace Theseus.Tests.Memory.Owned;

/// <summary>Addresses of released mappings are not used again while a word on a stack points to them.</summary>
// SAFETY: windows are statics, which do not move.
public sealed unsafe class QuarantineTests : OwnedTest
{
    private const ulong Kept = Quarantine.MostPages;

    [Fact]
    public void Released_addresses_fault_and_are_nobodys_next()
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(4096);
        VirtualAddress start = mapping.Start;
        mapping.Dispose();
        Assert.Null(ModelTlb.Touch(start.Page));
        Assert.Contains("memory that was released; it was", MemoryMap.Describe(start));
        Assert.True(MemoryMap.WasReleased(start));
        Assert.Equal(MemoryKind.NotRam, MemoryMap.OwnerOf(start).Kind);
        Assert.Equal(0ul, MemoryOwner.Current.Pages + MemoryOwner.Current.Frames);
        using MappedPages<ReadWrite> next = MappedPages.Allocate(4096);
        Assert.NotEqual(start.Value, next.Start.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4096)] // the end of a view of something before: the guard page
    [InlineData(5 * 4096 + 7)]
    [InlineData((8 * 4096) - 1)]
    [InlineData(8 * 4096)] // a view's end
    public void A_word_anywhere_in_the_range_keeps_all_of_it(long offset)
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(8 * 4096);
        Page first = mapping.Start.Page;
        ViewSearch.Stack = [0, (ulong)((long)first.Start.Value + offset), ulong.MaxValue];
        mapping.Dispose();
        for (ulong i = 0; i < 8; i++)
        {
            Assert.Equal(MemoryError.InUse, Refusal(() => AllocatedPages.AllocateAt(first + i, 1)));
        }

        ViewSearch.Stack = [];
        AllocatedPages.AllocateAt(first - 1, 10).Dispose();
    }

    [Fact]
    public void Many_rounds_search_seldom_and_keep_tables_and_ledgers_small()
    {
        ulong tables = PageTable.TableFrames;
        for (int i = 0; i < 20_000; i++)
        {
            MappedPages.Allocate(4096).Dispose();
            Assert.InRange(Quarantine.Pages, 3ul, Kept);
        }

        Assert.InRange(ViewSearch.Searches, 1, 20_000 * 3 / (int)Kept * 2);
        Assert.InRange(PageTable.TableFrames - tables, 0ul, (Kept / 512) + 8); // theirs, and their ledger's
    }

    [Fact]
    public void One_larger_than_all_that_is_kept_is_kept_alone()
    {
        ulong pages = Kept + 100;
        Page first = new AllocatedPagesRoom(pages).First;
        MappedPages<ReadWrite> mapping = MappedPages.Map(AllocatedFrames.Allocate(pages),
            AllocatedPages.AllocateAt(first, pages));
        mapping.Dispose();
        Assert.Equal(pages, Quarantine.Pages);
        MappedPages.Allocate(4096).Dispose();
        Assert.Equal(3ul, Quarantine.Pages);
    }

    [Fact]
    public void More_views_than_the_table_holds_lose_nothing_and_all_come_back()
    {
        const int Views = Quarantine.MostRanges + 400;
        ulong free = AddressWindows.General.Free;
        MappedPages<ReadWrite>[] mappings = new MappedPages<ReadWrite>[Views];
        for (int i = 0; i < Views; i++)
        {
            mappings[i] = MappedPages.Allocate(4096);
        }

        ViewSearch.Stack = [.. mappings.Select(mapping => mapping.Start.Value + 8)];
        Array.ForEach(mappings, mapping => mapping.Dispose());
        Assert.Equal(3ul * Views, Quarantine.Pages);
        HashSet<ulong> old = [.. ViewSearch.Stack.Select(word => word & ~4095ul)];
        for (int i = 0; i < 3000; i++)
        {
            using MappedPages<ReadWrite> next = MappedPages.Allocate(4096);
            Assert.DoesNotContain(next.Start.Value, old);
        }

        ViewSearch.Stack = [.. ViewSearch.Stack.Take(1)];
        Quarantine.Search();
        Quarantine.Search();
        Assert.Equal(3ul, Quarantine.Pages);
        ViewSearch.Stack = [];
        Assert.True(Quarantine.Search());
        Assert.Equal(free, AddressWindows.General.Free);
    }

    [Fact]
    public void An_owners_end_keeps_its_addresses_too()
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(4096);
        VirtualAddress start = mapping.Start;
        Assert.Equal(1, OwnerEnd.ReleaseAll(MemoryOwner.Current));
        Assert.True(MemoryMap.WasReleased(start));
        Assert.Equal(0, OwnerEnd.ReleaseAll(MemoryOwner.Current));
        Assert.False(mapping.IsHeld);
    }

    [Fact]
    public void What_was_never_mapped_has_no_views()
    {
        AllocatedPages.Allocate(10).Dispose();
        Assert.Equal(0ul, Quarantine.Pages);
    }

    /// <summary>Where so many pages are free.</summary>
    private readonly struct AllocatedPagesRoom
    {
        public AllocatedPagesRoom(ulong count)
        {
            using AllocatedPages room = AllocatedPages.Allocate(count);
            First = room.First;
        }

        public Page First { get; }
    }
}
