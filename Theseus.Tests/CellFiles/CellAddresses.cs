using Theseus.Build.Cells;
using Theseus.Format;

namespace Theseus.Tests.CellFiles;

/// <summary>Puts each cell at a fixed address and relocates it there with the pass that the kernel uses.</summary>
internal sealed class CellAddresses
{
    private const ulong First = 0xFFFF_FFFF_9000_0000;

    private readonly CutWorld _world;
    private readonly Dictionary<string, ulong> _bases = [];

    public CellAddresses(CutWorld world)
    {
        _world = world;
        ulong at = First;
        foreach (Cell cell in world.Cutter.Cells)
        {
            _bases.Add(cell.Name, at);
            at += cell.MemoryBytes + 0x11_0000UL;
        }

        _bases.Add(Cell.NanoCore, world.Cutter.NanoCore.LinkedBase);
    }

    public ulong BaseOf(Cell cell) => _bases[cell.Name];

    /// <summary>As the kernel binds them: the symbol's place in the file of the cell that the import names.</summary>
    public ulong[] Imports(CellView cell)
    {
        ulong[] result = new ulong[cell.Imports.Length];
        for (int i = 0; i < result.Length; i++)
        {
            string name = System.Text.Encoding.UTF8.GetString(
                cell.Text(cell.Dependencies[cell.DependencyOf((uint)i)].Name));
            CellView other = new(_world.FileOf(name));
            int symbol = other.FindSymbol(cell.Imports[i].Symbol);
            if (symbol < 0)
            {
                throw new InvalidOperationException($"{name} does not define import {i}");
            }

            result[i] = _bases[name] + other.Symbols[symbol].Offset;
        }

        return result;
    }

    /// <summary>Text, constants and data of a cell as they are in memory.</summary>
    public byte[] Load(Cell cell)
    {
        CellView view = new(_world.FileOf(cell.Name));
        ulong[] imports = Imports(view);
        byte[] bytes = new byte[view.PageCrcs.Length * CellHeader.PageBytes];
        for (uint page = 0; page < view.PageCrcs.Length; page++)
        {
            Span<byte> target = bytes.AsSpan((int)page * CellHeader.PageBytes, CellHeader.PageBytes);
            if (CellLoader.Load(view, page, target, BaseOf(cell), imports, out uint failed) is not CellError.None
                and var error)
            {
                throw new InvalidOperationException($"{cell.Name}, page {page}, relocation {failed}: {error}");
            }
        }

        return bytes;
    }
}
