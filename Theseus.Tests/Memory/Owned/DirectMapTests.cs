using Xunit;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned;

/// <summary>Code has no writable alias in the map of all RAM, at no moment.</summary>
// SAFETY: entries are looked up in tables that are not freed meanwhile.
public sealed unsafe class DirectMapTests : OwnedTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void At_no_invalidation_is_a_page_writable_and_executable_by_any_two_addresses(ulong pages)
    {
        int looked = 0;
        MappedPages<ReadOnly> mapping = MappedPages.Allocate(pages * 4096).MakeReadOnly();
        ModelTlb.OnInvalidate = () =>
        {
            looked++;
            PageCounts counts = PageTableWalk.Count();
            Assert.Equal(0ul, counts.WritableAndExecutable + counts.WritableAliasesOfCode);
        };
        mapping = mapping.MakeExecutable().MakeReadOnly();
        mapping.MakeExecutable().Dispose();
        ModelTlb.OnInvalidate = null;
        Assert.True(looked > 4);
    }

    [Fact]
    public void A_large_page_of_the_map_is_divided_where_code_lies()
    {
        AllocatedFrames frames = AllocatedFrames.AllocateAt(new Frame(0x2405), 2);
        Assert.Equal(PageSize.Large, SizeOf(frames.First));
        Page alias = DirectMap.PageOf(frames.First);
        ModelTlb.Touch(alias);
        ModelTlb.Touch(alias + 2);
        MappedPages<ReadExecute> code = MappedPages.Map(frames, AllocatedPages.Allocate(2)).MakeReadOnly()
            .MakeExecutable();
        Assert.Equal(PageSize.Small, SizeOf(frames.First));
        Assert.False(ModelTlb.Touch(alias)!.Value.IsWritable);
        Assert.False(ModelTlb.Touch(alias + 1)!.Value.IsWritable);
        Assert.True(ModelTlb.Touch(alias + 2)!.Value.IsWritable);
        Assert.True(ModelTlb.Touch(alias - 1)!.Value.IsWritable);
        code.Dispose();
        Assert.True(ModelTlb.Touch(alias)!.Value.IsWritable);
        Assert.True(ModelTlb.Touch(alias + 1)!.Value.IsWritable);
    }

    [Fact]
    public void A_large_page_of_code_is_closed_in_all_its_frames()
    {
        MappedPages<ReadExecute> code = MappedPages.Map(AllocatedFrames.Allocate(512, 512),
            AllocatedPages.Allocate(512, 512), PageSize.Large)
            .MakeReadOnly().MakeExecutable();
        Assert.Equal(0ul, PageTableWalk.Count().WritableAliasesOfCode);
        Frame middle = ModelTlb.Touch(code.Start.Page + 300)!.Value.Frame;
        DirectMap.SetWritable(middle, writable: true);
        Assert.Equal(1ul, PageTableWalk.Count().WritableAliasesOfCode); // the walk looks at each frame
        DirectMap.SetWritable(middle, writable: false);
        code.Dispose();
    }

    [Fact]
    public void Without_a_frame_to_divide_with_nothing_becomes_executable()
    {
        MappedPages<ReadOnly> mapping = MappedPages.Map(AllocatedFrames.AllocateAt(new Frame(0x2600), 1),
            AllocatedPages.Allocate(1)).MakeReadOnly();
        Stack<AllocatedFrames> rest = new();
        while (AllocatedFrames.TryAllocate(1, 1, Cell, out AllocatedFrames one) == MemoryError.None)
        {
            rest.Push(one);
        }

        Assert.Equal(MemoryError.OutOfMemory, Mappings.Protect(mapping.Range, PageAccess.ReadExecute, out _));
        Assert.True(mapping.IsHeld);
        Assert.False(ModelTlb.Touch(mapping.Start.Page)!.Value.IsExecutable);
        Assert.True(ModelTlb.Touch(DirectMap.PageOf(new Frame(0x2600)))!.Value.IsWritable);
        Assert.Equal(MemoryError.OutOfMemory, Refusal(() => mapping.MakeExecutable()));
        Assert.False(mapping.IsHeld); // what throws has released it
        while (rest.TryPop(out AllocatedFrames one))
        {
            one.Dispose();
        }
    }

    private static PageSize SizeOf(Frame frame)
    {
        PageTable.Find(DirectMap.PageOf(frame), out PageSize size);
        return size;
    }
}
