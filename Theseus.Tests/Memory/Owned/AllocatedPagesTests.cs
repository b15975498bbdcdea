using Xunit;
using Theseus.Memory;

namespace Theseus.Tests.Memory.Owned;

// SAFETY: windows are statics that do not move; nothing is written through a pointer.
public sealed unsafe class AllocatedPagesTests : OwnedTest
{
    private static Page Base => AddressWindows.General.First + 5000;

    [Fact]
    public void The_default_owns_nothing()
    {
        AllocatedPages nothing = default;
        Assert.False(nothing.IsHeld);
        nothing.Dispose();
        Assert.Equal(MemoryError.NotOwned, Refusal(() => nothing.Split(1)));
    }

    [Fact]
    public void Each_error_has_its_reason()
    {
        AllocatedPages held = AllocatedPages.AllocateAt(Base, 4);
        Page end = AddressWindows.General.First + AddressWindows.General.Count;
        Assert.Equal(MemoryError.InUse, Refusal(() => AllocatedPages.AllocateAt(Base - 1, 2)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => AllocatedPages.AllocateAt(end - 1, 2)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => AllocatedPages.AllocateAt(end, 1)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => AllocatedPages.AllocateAt(new Page(0), 1)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedPages.AllocateAt(Base, 0)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedPages.Allocate(0)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedPages.Allocate(1, 6)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedPages.Allocate(1, 0, guarded: true)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedPages.Allocate(1, 1UL << 63, guarded: true)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedPages.Allocate(ulong.MaxValue)));
        Assert.Equal(MemoryError.OutOfAddresses, Refusal(() => AllocatedPages.Allocate(AddressWindows.General.Count)));
        Assert.Equal(MemoryError.OutOfAddresses, Refusal(() => AllocatedPages.AllocateWithin(2, Base, Base + 5)));
        held.Dispose();
    }

    [Fact]
    public void Guards_stay_with_the_ends_of_a_range_through_split_and_merge()
    {
        AllocatedPages whole = AllocatedPages.Allocate(6, 1, guarded: true);
        Page first = whole.First;
        Assert.Equal(8ul, MemoryOwner.Current.Pages);
        (AllocatedPages low, AllocatedPages high) = whole.Split(2);
        Assert.Equal(MemoryError.InUse, Refusal(() => AllocatedPages.AllocateAt(first - 1, 1)));
        Assert.Equal(MemoryError.InUse, Refusal(() => AllocatedPages.AllocateAt(first + 6, 1)));
        low.Dispose(); // with the guard before it
        Assert.Equal(5ul, MemoryOwner.Current.Pages);
        AllocatedPages again = AllocatedPages.AllocateAt(first, 2);
        AllocatedPages merged = again.Merge(high);
        Assert.Equal(6ul, merged.Count);
        Assert.Equal(MemoryError.InUse, Refusal(() => AllocatedPages.AllocateAt(first + 6, 1)));
        merged.Dispose();
        Assert.Equal(0ul, MemoryOwner.Current.Pages);
        AllocatedPages.AllocateAt(first - 1, 8).Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(512)]
    public void Aligned_and_guarded_takes_no_more_than_its_guards(ulong alignment)
    {
        ulong free = AddressWindows.General.Free;
        AllocatedPages pages = AllocatedPages.Allocate(alignment, alignment, guarded: true);
        Assert.Equal(0ul, pages.First.Number % alignment);
        Assert.Equal(free - alignment - 2, AddressWindows.General.Free);
        pages.Dispose();
        Assert.Equal(free, AddressWindows.General.Free);
    }

    [Fact]
    public void An_alignment_that_the_window_does_not_have_is_refused_instead_of_missed()
    {
        ulong alignment = 1;
        while ((AddressWindows.General.First.Number & alignment) == 0)
        {
            alignment <<= 1;
        }

        AllocatedPages.Allocate(1, alignment).Dispose();
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedPages.Allocate(1, alignment << 1)));
    }

    [Fact]
    public void A_copy_of_what_was_released_or_split_is_stale()
    {
        AllocatedPages pages = AllocatedPages.AllocateAt(Base, 4);
        AllocatedPages copy = pages;
        (AllocatedPages low, AllocatedPages high) = pages.Split(2);
        Assert.False(copy.IsHeld);
        copy.Dispose();
        Assert.True(low.IsHeld && high.IsHeld);
        low.Dispose();
        high.Dispose();
    }

    [Fact]
    public void A_refusal_that_throws_has_released_what_was_moved_in()
    {
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => AllocatedPages.Allocate(2).Split(2)));
        Assert.Equal(MemoryError.NotAdjacent,
            Refusal(() => AllocatedPages.AllocateAt(Base, 1).Merge(AllocatedPages.AllocateAt(Base + 2, 1))));
        Assert.Equal(0ul, MemoryOwner.Current.Pages);
    }

    /// <summary>
    /// The word of a page that proves who holds it keeps the number of its load while it is a cell's. After the cell it
    /// is as high as it was before, whatever the number was.
    /// </summary>
    [Theory]
    [InlineData(0ul)]
    [InlineData(5ul)]
    [InlineData((1ul << 30) - 1)]
    [InlineData(1ul << 31)]
    [InlineData((ulong)uint.MaxValue)]
    [InlineData(1ul << 32)]
    [InlineData(ulong.MaxValue)]
    public void No_number_of_a_load_makes_a_handle_from_before_valid_again(ulong load)
    {
        Assert.Equal(MemoryError.None, SparsePages.TryReserve(3, Cell, out SparsePages pages));
        Page second = pages.Start.Page + 1;
        pages.Dispose();
        List<PageRange> stale = [];
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(MemoryError.None,
                Mappings.TakePagesAt(ref AddressWindows.Cells, second, 1, Cell, out PageRange held));
            stale.Add(held);
            Assert.Equal(MemoryError.None, Mappings.GivePages(held));
        }

        Assert.Equal(MemoryError.None, SparsePages.TryReserve(3, Cell, out pages));
        Assert.Equal(second, pages.Start.Page + 1);
        Assert.True(StagedPage.TryTake(Cell, out StagedPage staged));
        Assert.Equal(MemoryError.None, pages.TryPublish(1, staged, PageAccess.Read, load));
        Assert.Equal(Math.Min(load, SparsePages.LastLoad), pages.LoadOf(1));
        pages.Dispose();
        Assert.Equal(0u, pages.LoadOf(1));
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(MemoryError.None,
                Mappings.TakePagesAt(ref AddressWindows.Cells, second, 1, Cell, out PageRange held));
            Assert.DoesNotContain(stale, range => Mappings.IsHeld(range, PageState.Allocated));
            stale.Add(held);
            Assert.Equal(MemoryError.None, Mappings.GivePages(held));
        }
    }

    [Fact]
    public void Cells_are_within_their_window()
    {
        Assert.Equal(MemoryError.None, SparsePages.TryReserve(10, Cell, out SparsePages pages));
        Assert.True(AddressWindows.Cells.Contains(pages.Start.Page));
        Assert.Contains("Cell", MemoryMap.Describe(pages.Start));
        pages.Dispose();
    }
}
