using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>
/// What the kernel knows of a cell besides its file. Sections, symbols and relocations are not copied: they are looked
/// up in the file's tables in place. Which pages are loaded stands in the ledger of the address space.
/// </summary>
internal struct CellRecord : IDisposable
{
    /// <summary>
    /// The boot file; -1 for the nano-core; from <see cref="EvolutionHistory.FirstFile"/> on one that an evolution has
    /// brought.
    /// </summary>
    public int File;

    public CellState State;

    /// <summary>Its state is the kernel's: see <see cref="KernelCells"/>.</summary>
    public bool IsKernel;

    /// <summary>That the tables of the file hold what the format says.</summary>
    public CellProof Proof;

    /// <summary>Why the file was refused, or why the cell could not be opened.</summary>
    public CellFault Fault;

    /// <summary>Whose its frames are.</summary>
    public MemoryOwner Owner;

    /// <summary>The cell's addresses, and the frames under those that are loaded.</summary>
    public SparsePages Pages;

    /// <summary>The first of them; of the nano-core, the image's.</summary>
    public VirtualAddress Base;

    /// <summary>Pages that are loaded.</summary>
    public uint PagesLoaded;

    /// <summary>Number of the load after which the first of them came (<see cref="CellTable.Loads"/>).</summary>
    public ulong FirstLoad;

    /// <summary>The file in place.</summary>
    public readonly ReadOnlySpan<byte> Bytes => File < 0 ? NanoCoreImage.Cell
        : File < EvolutionHistory.FirstFile ? BootFiles.Bytes(File) : EvolutionHistory.FileOf(File);

    /// <summary>Place of the evolution that has brought it; -1 for one of the boot.</summary>
    public readonly int Evolution => EvolutionHistory.PlaceOf(File);

    /// <summary>False of one that was refused, or has left.</summary>
    public readonly bool HasView => State is not (CellState.Refused or CellState.Gone);

    /// <summary>The file of which at least the header was checked: of any cell that is not refused.</summary>
    public readonly CellView View => new(Bytes);

    /// <summary>
    /// The file of which all was checked; nothing of one whose tables are damaged, which is never opened.
    /// </summary>
    public readonly CheckedCell Checked
    {
        get
        {
            CheckedCell.TryGet(Bytes, Proof, out CheckedCell cell);
            return cell;
        }
    }

    /// <summary>Unmaps a page and gives its frame back. False if it was not loaded.</summary>
    public bool TryDrop(uint page)
    {
        bool isDropped = Pages.Drop(page);
        PagesLoaded -= isDropped ? 1u : 0;
        return isDropped;
    }

    /// <summary>Gives the cell's memory and addresses back.</summary>
    public readonly void Dispose() => Pages.Dispose();
}
