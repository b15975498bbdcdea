using System.Runtime.InteropServices;
using Theseus.Runtime;
using Theseus.Runtime.Dispatch;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>
/// The caches of interface dispatch: a search that was stopped at any point goes on in what it began to read.
/// </summary>
// SAFETY: cells and infos are of the layout that CoreLib and the compiler have for them.
public sealed unsafe class DispatchCellTests : IDisposable
{
    private const int Interface = 0x4440;
    private readonly ulong* _cell = (ulong*)NativeMemory.AllocZeroed(64);
    private readonly DispatchCells.CellInfo _info;

    public DispatchCellTests()
    {
        _cell[0] = 1; // any stub
        _cell[1] = Interface | 1;
        _cell[3] = 7; // the slot, behind a null stub
        DispatchCells.GetInfo(ref Cell, out _info);
    }

    public void Dispose()
    {
        DispatchCells.FreeRetired();
        NativeMemory.Free(_cell);
    }

    [Fact]
    public void Every_type_finds_its_own_code_or_none_while_caches_grow_and_begin_anew()
    {
        for (ulong type = 8; type < 8 * 2000; type += 8)
        {
            Update(type);
            Assert.Equal(type * 3, Search(_cell[1], type));
            for (ulong other = 8; other < type; other += 8 * 37)
            {
                Assert.Contains(Search(_cell[1], other), new ulong[] { 0, other * 3 });
            }
        }
    }

    [Fact]
    public void A_cache_that_was_replaced_stays_as_it_was_until_it_is_given_back()
    {
        Update(8);
        Update(16);
        ulong first = _cell[1];
        ulong[] before = new ReadOnlySpan<ulong>((void*)first, 8).ToArray();
        for (ulong type = 24; type < 8 * 200; type += 8)
        {
            Update(type);
        }

        Assert.NotEqual(first, _cell[1]);
        Assert.Equal(before, new ReadOnlySpan<ulong>((void*)first, 8).ToArray());
        Assert.Equal(16 * 3ul, Search(first, 16));
        Assert.Equal(0ul, Search(first, 24));
    }

    [Fact]
    public void Ever_new_types_take_no_more_than_a_bounded_amount_of_memory_between_two_collections()
    {
        int before = Upcalls.Blocks;
        for (ulong type = 8; type < 8 * 100_000; type += 8)
        {
            Update(type);
        }

        Assert.InRange(Upcalls.Blocks - before, 2, 100);
        ulong last = _cell[1];
        Update(8 * 200_000);
        Assert.Equal(last, _cell[1]); // full, and there is no room for another until then
        DispatchCells.FreeRetired();
        Assert.Equal(1, Upcalls.Blocks - before);
        Update(8 * 200_000);
        Assert.Equal(8ul * 200_000 * 3, Search(_cell[1], 8 * 200_000));
    }

    private void Update(ulong type) => DispatchCells.Update(ref Cell, (nint)(type * 3), (nuint)type, in _info);

    private ref DispatchCells.Cell Cell => ref *(DispatchCells.Cell*)_cell;

    /// <summary>
    /// What the assembler stub does, of which a search is that was stopped before: pairs up to a null type.
    /// </summary>
    private static ulong Search(ulong cache, ulong type)
    {
        for (ulong* pair = (ulong*)cache + 2; pair[0] != 0; pair += 2)
        {
            if (pair[0] == type)
            {
                return pair[1];
            }
        }

        return 0;
    }
}
