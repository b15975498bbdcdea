using Theseus.Format;
using Theseus.CellLinker;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>
/// The loader's cache of imports knows which cell and which import a value is of, for all that there may be.
/// </summary>
public sealed class ImportCacheTests
{
    [Fact]
    public void No_slot_of_any_cell_is_taken_for_another()
    {
        uint[] slots = [
            0, 1, 4095, 4096, (1 << 23) - 1, 1 << 23, (1 << 23) + 1, (1 << 24) - 1, 1 << 24, (1 << 24) + 700,
                (1 << 25) - 1];
        int[] cells = [0, 1, 2, 3, 255, 256, 510, 511];
        (int cell, uint slot)[] all = cells.SelectMany(cell => slots, (cell, slot) => (cell, slot)).ToArray();
        foreach ((int cell, uint slot) kept in all)
        {
            ImportCache.Clear();
            ImportCache.Keep(new CellNumber(kept.cell), kept.slot, 0xFFFF_FFFF_9000_1000);
            Assert.All(all, asked => Assert.Equal(
                asked == kept ? 0xFFFF_FFFF_9000_1000 : 0, ImportCache.Find(new CellNumber(asked.cell), asked.slot)));
        }
    }

    [Fact]
    public void What_cannot_be_kept_exactly_is_not_kept()
    {
        ImportCache.Clear();
        ImportCache.Keep(new CellNumber(1), 5, 0xFFFF_A000_0000_0000);
        ImportCache.Keep(new CellNumber(1), 1 << 25, 7);
        Assert.Equal(0ul, ImportCache.Find(new CellNumber(1), 5));
        Assert.Equal(0ul, ImportCache.Find(new CellNumber(1), 1 << 25));
        Assert.Equal(0ul, ImportCache.Find(new CellNumber(1), 0));
    }
}
