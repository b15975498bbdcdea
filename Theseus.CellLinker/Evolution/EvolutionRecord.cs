using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.CellLinker;

/// <summary>An evolution whose package is in memory. Owns the package and the table that it has made.</summary>
internal struct EvolutionRecord
{
    /// <summary>How far it has come; the default value is a free place.</summary>
    public EvolutionPhase Phase;

    /// <summary>Place of the evolution that it led from; -1 for the boot, or where that is not kept any more.</summary>
    public int Previous;

    /// <summary>Whose its memory is.</summary>
    public MemoryOwner Owner;

    /// <summary>The package.</summary>
    public AllocatedFrames Package;

    /// <summary>Bytes of the package.</summary>
    public int PackageBytes;

    /// <summary>Where the table is of all functions that have another body once it is in force.</summary>
    public AllocatedFrames TableFrames;

    /// <summary>Entries of that table.</summary>
    public int TableCount;

    /// <summary>The package; of a free place nothing.</summary>
    public readonly EvolutionView View =>
        new(PackageBytes == 0 ? default : PhysicalMemory.BytesOf(Package.First, PackageBytes));

    /// <summary>All functions that have another body once it is in force.</summary>
    public readonly Span<Redirection> Table => TableCount == 0 ? default
        : MemoryMarshal.Cast<byte, Redirection>(
            PhysicalMemory.BytesOf(TableFrames.First, (int)(TableFrames.Count * Frame.Bytes)))[..TableCount];
}
