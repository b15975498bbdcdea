using System.Buffers.Binary;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime;
using Theseus.Tests.Memory.Owned;
using Xunit;

namespace Theseus.Tests.CellLinker;

/// <summary>A booted system of which functions get another body, by packages that are made by hand.</summary>
public abstract class EvolutionTest : LoaderTest
{
    private protected const byte First = 0x11;
    private protected const byte Second = 0x22;

    private protected EvolutionTest()
    {
        UseScan.Holders.Clear();
        UseScan.IsAnyReferred = false;
    }

    /// <summary>Where functions of a cell begin that can be changed.</summary>
    private protected static uint[] Homes(string cell) => [.. FunctionsOf(cell)
        .Where(f => f.Kind == CellFunctionKind.Root && f.Start % EvolutionChange.HomeAlign == 0).Select(f => f.Start)];

    private protected static CellFunction[] FunctionsOf(string cell) => new CellView(FileOf(cell)).Functions.ToArray();

    private protected static uint PageOf(uint offset) => offset / CellHeader.PageBytes;

    private protected static SamplePackage Changing(uint home, byte body, string cell = "Shell") =>
        new SamplePackage().With(cell, home, body);

    /// <summary>What is executed at a function's address, after the jump if there is one.</summary>
    private protected static byte Executed(string name, uint home)
    {
        CellInfo cell = Named(name);
        ReadOnlySpan<byte> code = CodeAt(cell, home);
        if (code[0] != 0xE9)
        {
            return code[0];
        }

        VirtualAddress to = new(cell.Base.Value + home + 5 + (ulong)BinaryPrimitives.ReadInt32LittleEndian(code[1..]));
        CellInfo brought = CellRegistry.Find(to)!.Value;
        return CodeAt(brought, (uint)(to.Value - brought.Base.Value))[0];
    }

    private protected static ReadOnlySpan<byte> CodeAt(CellInfo cell, uint offset)
    {
        Assert.Equal(CellError.None, Load(cell, PageOf(offset)));
        return BytesAt(cell, PageOf(offset)).AsSpan((int)(offset % CellHeader.PageBytes));
    }

    /// <summary>
    /// What an evolution takes, and gives back: frames, cells, addresses. The tables of addresses stay for the next.
    /// </summary>
    private protected static (ulong Free, int Cells, ulong Pages) Books() =>
        (FrameAllocator.FreeFrames + PageTable.TableFrames + MemoryOwner.Of(MemoryKind.Books).Frames,
            CellRegistry.Cells.Count, AddressWindows.Cells.Free);

    private protected static AllocatedFrames[] Hoard(ulong most)
    {
        List<AllocatedFrames> hoard = [];
        while ((ulong)hoard.Count < most
            && AllocatedFrames.TryAllocate(1, 1, Cell, out AllocatedFrames frame) == MemoryError.None)
        {
            hoard.Add(frame);
        }

        return [.. hoard];
    }

    private protected static EvolutionError Refused(byte[] package) =>
        Assert.Throws<EvolutionException>(() => CellEvolution.Apply(package)).Error;
}
