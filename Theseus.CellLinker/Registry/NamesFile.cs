using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>The boot file that names the functions of all cells; the system can run without.</summary>
[NoAllocation]
internal static class NamesFile
{
    /// <summary>Its name among the boot files.</summary>
    public static ReadOnlySpan<byte> Name => "cells.names"u8;

    // One more than its number; 0 where there is none.
    private static int s_file;

    /// <summary>Names are in this file.</summary>
    public static void Attach(int file) => s_file = file + 1;

    /// <summary>The names of a cell; those of one that an evolution has brought came with it.</summary>
    public static CellNames Of(CellView cell)
    {
        if (cell.HasHeader && cell.Header.Flags == CellHeader.ByPlace)
        {
            for (int place = 0; place < EvolutionHistory.Capacity; place++)
            {
                CellNames names = new(EvolutionHistory.At(place).View.Names, cell);
                if (!names.Functions.IsEmpty)
                {
                    return names;
                }
            }
        }

        return new(s_file == 0 ? default : BootFiles.Bytes(s_file - 1), cell);
    }
}
