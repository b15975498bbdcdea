using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Diagnostics;

namespace Theseus.CellLinker;

/// <summary>
/// How the registry begins: the nano-core enters itself like any other cell, then the loader's files are checked and
/// given addresses, and what the nano-core refers to in them is bound.
/// </summary>
internal static class CellBoot
{
    /// <summary>
    /// Enters all cells. A file that is not a cell of this world is refused, and what needs it will say so.
    /// </summary>
    public static void Initialize()
    {
        CellTable.Reset();
        EvolutionHistory.Reset();
        ImportCache.Clear();
        NanoCoreSums.Reset();
        NanoCoreCopy.Forget();
        CellTable.World = new CellView(NanoCoreImage.Cell).Header.WorldIdentity;
        EnterNanoCore();
        for (int file = 0; file < BootFiles.Count; file++)
        {
            if (BootFiles.Name(file).SequenceEqual(NamesFile.Name))
            {
                NamesFile.Attach(file);
            }
            else if (!BootFiles.Name(file).SequenceEqual("names"u8))
            {
                Enter(file);
            }
        }

        ReportMissing();
        BindNanoCore();
    }

    private static void EnterNanoCore()
    {
        if (!CellValidator.Check(NanoCoreImage.Cell, CellTable.World, out CellProof proof, out _))
        {
            Panic.Stop("the nano-core's description of itself is damaged"u8);
        }

        ref CellRecord record = ref CellTable.At(CellTable.Add());
        record.File = -1;
        record.State = CellState.Resident;
        record.Proof = proof;
        record.Base = new VirtualAddress(record.View.Header.LinkedBase);
        record.Owner = MemoryOwner.Of(MemoryKind.Image);
        CellTable.Place(CellNumber.NanoCore);
    }

    private static void Enter(int file)
    {
        CellNumber cell = CellTable.Add();
        if (cell.IsNone)
        {
            Panic.Stop("the loader brought more cells than the registry can hold"u8);
        }

        ref CellRecord record = ref CellTable.At(cell);
        record.File = file;
        if (!CellValidator.CheckHeader(record.Bytes, CellTable.World, out record.Fault))
        {
            Say("Theseus: refused the file of the cell "u8, BootFiles.Name(file), record.Fault.Error);
            return;
        }

        CellView view = record.View;
        record.Owner = OwnerTable.Register(MemoryKind.Cell, view.Name);
        record.IsKernel = KernelCells.Contains(view.Name);
        if (SparsePages.TryReserve(view.Header.MemoryBytes / CellHeader.PageBytes, record.Owner, out record.Pages)
            != MemoryError.None)
        {
            record.Fault = new CellFault(CellError.OutOfMemory, CellPart.Pages, 0, view.Header.MemoryBytes, 0);
            return;
        }

        record.Base = record.Pages.Start;
        record.State = CellState.Placed;
        CellTable.Place(cell);

        // Linear in the tables, and so not for the fault handler. The cell keeps its place: who needs it learns what is
        // wrong with it.
        if (!CellValidator.CheckTables(view, out record.Proof, out record.Fault))
        {
            Say("Theseus: damaged tables in the file of the cell "u8, view.Name, record.Fault.Error);
        }
    }

    /// <summary>Says which cells others need and the loader did not bring, for want of memory most likely.</summary>
    private static void ReportMissing()
    {
        for (CellNumber cell = CellNumber.NanoCore.Next; CellTable.Has(cell); cell = cell.Next)
        {
            CellView view = CellTable.At(cell).View;
            for (int i = 0; CellTable.At(cell).HasView && i < view.Dependencies.Length; i++)
            {
                ReadOnlySpan<byte> name = view.Text(view.Dependencies[i].Name);
                if (CellTable.Find(name).IsNone)
                {
                    Say("Theseus: the loader did not bring the cell "u8, name, CellError.None);
                    return; // one is enough to know
                }
            }
        }
    }

    private static void Say(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, CellError error)
    {
        KernelLog.Write(text);
        KernelLog.Write(name);
        if (error != CellError.None)
        {
            KernelLog.Write(": "u8);
            KernelLog.Write(CellErrorText.Of(error));
        }

        KernelLog.Write("\n"u8);
    }

    /// <summary>
    /// Gives the nano-core's references into cells their values. Nobody may have followed one before.
    /// </summary>
    private static void BindNanoCore()
    {
        CellView view = CellTable.At(CellNumber.NanoCore).View;
        uint pages = view.Header.MemoryBytes / CellHeader.PageBytes;
        for (uint page = 0; page < pages; page++)
        {
            CellError error = Straddling.Run(CellNumber.NanoCore, page, NanoCoreImage.Page(page), out uint import);
            if (error != CellError.None)
            {
                bool known = import < view.Header.Imports.Count;
                Say("Theseus: the nano-core cannot do without the cell "u8,
                    known ? view.Text(view.Dependencies[view.DependencyOf(import)].Name) : "?"u8, error);
                Panic.Stop("a cell that the system stands on is missing or damaged"u8);
            }
        }
    }
}
