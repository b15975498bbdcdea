using Theseus.CellLinker.Format;
using Theseus.Memory;
using Theseus.Runtime;

namespace Theseus.CellLinker;

/// <summary>
/// How the registry begins: the nano-core enters itself like any other cell, then the loader's files are checked and given
/// addresses, and what the nano-core refers to in them is bound.
/// </summary>
public static class CellBoot
{
    /// <summary>Enters all cells. A file that is not a cell of this world is refused, and what needs it will say so.</summary>
    public static void Initialize()
    {
        CellTable.Reset();
        CellTable.World = new CellView(NanoCoreImage.Cell).Header.WorldIdentity;
        EnterNanoCore();
        for (int file = 0; file < BootFiles.Count; file++)
        {
            if (!BootFiles.Name(file).SequenceEqual("names"u8))
            {
                Enter(file);
            }
        }

        BindNanoCore();
    }

    private static void EnterNanoCore()
    {
        if (!CellValidator.Check(NanoCoreImage.Cell, CellTable.World, out _))
        {
            Panic.Stop("the nano-core's description of itself is damaged"u8);
        }

        ref CellRecord record = ref CellTable.At(CellTable.Add());
        record.File = -1;
        record.State = CellState.Resident;
        record.Base = new CellView(record.Bytes).Header.LinkedBase;
        record.Owner = MemoryOwner.Of(MemoryKind.Image);
        if (!Opening.AllocateBindings(ref record))
        {
            Panic.Stop("too little memory for the nano-core's imports"u8);
        }
    }

    private static void Enter(int file)
    {
        int cell = CellTable.Add();
        if (cell == CellTable.None)
        {
            Panic.Stop("the loader brought more cells than the registry can hold"u8);
        }

        ref CellRecord record = ref CellTable.At(cell);
        record.File = file;
        record.Base = cell == 0 ? 0 : CellTable.At(cell - 1).Base; // keeps the order where the file is refused
        if (!CellValidator.CheckHeader(record.Bytes, CellTable.World, out record.Fault))
        {
            return;
        }

        CellView view = new(record.Bytes);
        record.Owner = OwnerTable.Register(MemoryKind.Cell, view.Name);
        if (SparsePages.TryReserve(view.Header.MemoryBytes / CellHeader.PageBytes, record.Owner, out record.Pages) != MemoryError.None)
        {
            record.Fault = new CellFault(CellError.OutOfMemory, CellPart.Pages, 0, view.Header.MemoryBytes, 0);
            return;
        }

        record.Base = record.Pages.Start.Value;
        record.State = CellState.Placed;
    }

    /// <summary>Gives the nano-core's references into cells their values. Nobody may have followed one before.</summary>
    private static void BindNanoCore()
    {
        CellView nanoCore = new(CellTable.At(0).Bytes);
        uint pages = (uint)nanoCore.PageRelocations.Length - 1;
        for (uint page = 0; page < pages; page++)
        {
            ReadOnlySpan<CellRelocation> relocations = nanoCore.RelocationsOf(page);
            if (relocations.IsEmpty)
            {
                continue;
            }

            CellError error = Resolving.Run(0, relocations, out Span<ulong> bindings, out _);
            if (error == CellError.None)
            {
                ulong address = CellTable.At(0).Base + ((ulong)page * CellHeader.PageBytes);
                error = PageRelocator.Apply(relocations, NanoCoreImage.Page(page), address, CellTable.At(0).Base, bindings, out _);
            }

            if (error != CellError.None)
            {
                Panic.Stop("the nano-core refers to a cell that the loader did not bring"u8);
            }
        }
    }
}
