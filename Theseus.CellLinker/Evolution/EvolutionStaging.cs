using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>
/// Takes a package in: all that can be refused is refused here, and nothing that runs sees any of it. After an error
/// all is as it was before.
/// </summary>
internal static class EvolutionStaging
{
    /// <summary>Bytes of the largest package that is taken: 16 MiB.</summary>
    public const int MostBytes = (int)EvolutionMessage.MostBytes;

    /// <summary>Stages a package that leads on from the state that the system is in.</summary>
    /// <param name="package">Its bytes; they are copied.</param>
    /// <param name="place">Where it is in the history, if there is no error.</param>
    public static EvolutionFault Run(ReadOnlySpan<byte> package, out int place)
    {
        // Check: it is a package, and one for this state of this system.
        place = -1;
        EvolutionError error = CheckPackage(package);
        if (error != EvolutionError.None)
        {
            return EvolutionFault.Of(error);
        }

        // Remember: what was undone comes back as it was.
        place = EvolutionHistory.FindUndone(new EvolutionView(package).Header.To);
        if (place >= 0)
        {
            return default;
        }

        if (EvolutionHistory.FindFree() < 0)
        {
            Settling.Run();
        }

        place = EvolutionHistory.FindFree();
        if (place < 0)
        {
            return EvolutionFault.Of(EvolutionError.NoRoom);
        }

        // Keep: the system has its own copy.
        EvolutionFault fault = Keep(package, place);
        // Enter: each cell has addresses, and is what a cell must be.
        ReadOnlySpan<EvolutionCell> cells = EvolutionHistory.At(place).View.Cells;
        for (int i = 0; fault.Error == EvolutionError.None && i < cells.Length; i++)
        {
            fault = cells[i].IsBrought ? Enter(place, i) : Require(place, i);
        }

        // Link: what they import from is there.
        fault = fault.Error == EvolutionError.None ? RequireImports(place) : fault;
        // Reserve: every instance has room for what it may write to in them.
        if (fault.Error == EvolutionError.None && !Instances.TryReserveWritten())
        {
            fault = EvolutionFault.Of(EvolutionError.OutOfMemory);
        }

        // Tabulate: where every home leads from then on.
        fault = fault.Error == EvolutionError.None ? Tabulate(place) : fault;
        if (fault.Error != EvolutionError.None)
        {
            Discard(place);
            place = -1;
        }

        return fault;
    }

    /// <summary>Takes an evolution out whose cells nothing leads to: its memory and its addresses are free.</summary>
    public static void Discard(int place)
    {
        ref EvolutionRecord record = ref EvolutionHistory.At(place);
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            if (CellTable.At(cell).Evolution == place)
            {
                ForgetStates(cell);
                Remove(cell);
            }
        }

        for (int other = 0; other < EvolutionHistory.Capacity; other++)
        {
            ref EvolutionRecord kept = ref EvolutionHistory.At(other);
            if (kept.Phase != EvolutionPhase.None && kept.Previous == place)
            {
                kept.Previous = record.Previous;
            }
        }

        MemoryOwner owner = record.Owner;
        record.Dispose();
        record = default;
        EndUnlessUsed(owner);
        ImportCache.Clear(); // numbers of cells may be others' from now on
    }

    /// <summary>
    /// Takes the tables away in which functions lead to a cell that is about to go, or have their home there: nobody
    /// can come to those states any more.
    /// </summary>
    private static void ForgetStates(CellNumber cell)
    {
        ulong start = CellTable.At(cell).Base.Value;
        ulong bytes = (ulong)CellTable.At(cell).Pages.Count * CellHeader.PageBytes;
        for (int place = 0; place < EvolutionHistory.Capacity; place++)
        {
            ref EvolutionRecord record = ref EvolutionHistory.At(place);
            bool isIn = false;
            foreach (ref readonly Redirection entry in record.Table)
            {
                isIn |= entry.Body - start < bytes || entry.Home - start < bytes;
            }

            if (isIn)
            {
                record.IsStateGone = true;
                record.TableCount = 0;
                record.Room.Dispose();
                record.Room = default;
            }
        }
    }

    /// <summary>The cell of the system that has a function's home, or holds the body.</summary>
    public static CellNumber CellOf(int place, uint cell)
    {
        EvolutionView view = EvolutionHistory.At(place).View;
        return EvolutionHistory.FindCell(place, view.NameOf(view.Cells[(int)cell]));
    }

    private static EvolutionError CheckPackage(ReadOnlySpan<byte> package)
    {
        if (package.Length > MostBytes)
        {
            return EvolutionError.TooLarge;
        }

        if (!EvolutionValidator.Check(package, out EvolutionError error))
        {
            return error;
        }

        EvolutionView view = new(package);
        return !view.Header.World.Is(CellTable.World) ? EvolutionError.WrongWorld
            : !view.Header.From.Is(EvolutionHistory.State)
                || view.Header.Generation != EvolutionHistory.Generation + 1 ? EvolutionError.WrongBaseline
            : view.Cells.Length > EvolutionHistory.MostCells ? EvolutionError.NoRoom
            : EvolutionError.None;
    }

    private static EvolutionFault Keep(ReadOnlySpan<byte> package, int place)
    {
        ref EvolutionRecord record = ref EvolutionHistory.At(place);
        record = default;
        record.Phase = EvolutionPhase.Staged;
        record.Previous = EvolutionHistory.Current;
        Span<byte> name = stackalloc byte[OwnerTable.NameBytes];
        "evolution "u8.CopyTo(name);
        new EvolutionView(package).Header.Generation.TryFormat(name["evolution "u8.Length..], out int digits);
        record.Owner = OwnerTable.Register(MemoryKind.Kernel, name[..("evolution "u8.Length + digits)]);
        if (FrameTable<byte>.TryAllocate(package.Length, record.Owner, out record.Package) != MemoryError.None)
        {
            return EvolutionFault.Of(EvolutionError.OutOfMemory);
        }

        package.CopyTo(record.Package.Entries);
        return default;
    }

    /// <summary>A cell that the package only names must be there, and be one that can be changed.</summary>
    private static EvolutionFault Require(int place, int index)
    {
        CellNumber cell = CellOf(place, (uint)index);
        return cell.IsNone || !CellTable.At(cell).Proof.IsGiven ? EvolutionFault.Of(EvolutionError.MissingCell, index)
            : cell == CellNumber.NanoCore ? EvolutionFault.Of(EvolutionError.InNanoCore, index)
            : default;
    }

    private static EvolutionFault Enter(int place, int index)
    {
        EvolutionView view = EvolutionHistory.At(place).View;
        ReadOnlySpan<byte> name = view.NameOf(view.Cells[index]);
        int separator = name.IndexOf(EvolutionCell.Separator);
        CellNumber of = separator < 0 ? CellNumber.None : CellTable.Find(name[..separator], -1);
        if (of.IsNone)
        {
            return EvolutionFault.Of(EvolutionError.MissingCell, index);
        }

        CellNumber cell = CellTable.Add();
        if (cell.IsNone)
        {
            return EvolutionFault.Of(EvolutionError.NoRoom, index);
        }

        ref CellRecord record = ref CellTable.At(cell);
        record.File = EvolutionHistory.FileNumber(place, index);
        record.IsKernel = CellTable.At(of).IsKernel;
        EvolutionFault fault = EvolutionFault.Of(EvolutionError.BadCell, index);
        if (!CellValidator.CheckHeader(record.Bytes, CellTable.World, out fault.File)
            || !CellValidator.CheckTables(record.View, out record.Proof, out fault.File)
            || record.View.Header.Flags != CellHeader.ByPlace || !record.View.Name.SequenceEqual(name))
        {
            CellTable.Remove(cell);
            return fault;
        }

        record.Owner = OwnerTable.Register(MemoryKind.Cell, name);
        uint pages = record.View.Header.MemoryBytes / CellHeader.PageBytes;
        if (SparsePages.TryReserveFresh(pages, record.Owner, out record.Pages) != MemoryError.None)
        {
            MemoryOwner owner = record.Owner;
            CellTable.Remove(cell);
            EndUnlessUsed(owner);
            return EvolutionFault.Of(EvolutionError.NoRoom, index);
        }

        record.Base = record.Pages.Start;
        record.State = CellState.Placed;
        CellTable.Place(cell);
        return default;
    }

    private static EvolutionFault RequireImports(int place)
    {
        foreach (CellInfo cell in CellEvolution.CellsOf(place))
        {
            CellView view = cell.View;
            foreach (CellDependency dependency in view.Dependencies)
            {
                if (EvolutionHistory.FindCell(place, view.Text(dependency.Name)).IsNone)
                {
                    int index = CellTable.At(cell.Number).File - EvolutionHistory.FileNumber(place, 0);
                    return EvolutionFault.Of(EvolutionError.MissingCell, index);
                }
            }
        }

        return default;
    }

    private static void Remove(CellNumber cell)
    {
        ref CellRecord record = ref CellTable.At(cell);
        MemoryOwner owner = record.Owner;
        CellCode.Forget(record.Base);
        record.Pages.Dispose();
        CellTable.Remove(cell);
        EndUnlessUsed(owner);
    }

    /// <summary>What was undone and what came in its place may have one name.</summary>
    private static void EndUnlessUsed(MemoryOwner owner)
    {
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            if (CellTable.At(cell).State != CellState.Gone && CellTable.At(cell).Owner == owner)
            {
                return;
            }
        }

        for (int place = 0; place < EvolutionHistory.Capacity; place++)
        {
            if (EvolutionHistory.At(place).Phase != EvolutionPhase.None && EvolutionHistory.At(place).Owner == owner)
            {
                return;
            }
        }

        OwnerTable.End(owner);
    }

    private static EvolutionFault Tabulate(int place)
    {
        ref EvolutionRecord record = ref EvolutionHistory.At(place);
        ReadOnlySpan<Redirection> before = EvolutionHistory.InForce;
        ReadOnlySpan<EvolutionChange> changes = record.View.Changes;
        if (FrameTable<Redirection>.TryAllocate(before.Length + changes.Length, record.Owner, out record.Room)
            != MemoryError.None)
        {
            return EvolutionFault.Of(EvolutionError.OutOfMemory);
        }

        Span<Redirection> table = record.Room.Entries;
        before.CopyTo(table);
        record.TableCount = before.Length;
        foreach (ref readonly EvolutionChange change in changes)
        {
            EvolutionFault fault = CheckFunction(place, change.Home, change.HomeOffset, out ulong home);
            ulong body = 0;
            if (fault.Error == EvolutionError.None && change.Body != EvolutionChange.AtHome)
            {
                fault = CheckFunction(place, change.Body, change.BodyOffset, out body);
            }

            if (fault.Error == EvolutionError.None && body != 0 && !Redirections.Reaches(home, body))
            {
                fault = EvolutionFault.Of(EvolutionError.BadChange, home: home);
            }

            if (fault.Error != EvolutionError.None)
            {
                return fault;
            }

            Put(ref record, table, home, body);
        }

        return default;
    }

    /// <summary>Home and body are where functions begin; only whole ones can be exchanged.</summary>
    private static EvolutionFault CheckFunction(int place, uint index, uint offset, out ulong address)
    {
        CellNumber cell = CellOf(place, index);
        CellView view = CellTable.At(cell).View;
        address = CellTable.At(cell).Base.Value + offset;
        int function = view.FindFunction(offset);
        return function < 0 || view.Functions[function].Start != offset
            || view.Functions[function].Kind != CellFunctionKind.Root || offset % EvolutionChange.HomeAlign != 0
            ? EvolutionFault.Of(EvolutionError.BadChange, (int)index, address) : default;
    }

    /// <summary>Writes where a home leads into the sorted table; a body of 0: it leads nowhere else any more.</summary>
    private static void Put(ref EvolutionRecord record, Span<Redirection> table, ulong home, ulong body)
    {
        int at = SortedTable.FirstAtLeast<Redirection>(table[..record.TableCount], home);
        bool isThere = at < record.TableCount && table[at].Home == home;
        if (body == 0)
        {
            if (isThere)
            {
                table[(at + 1)..record.TableCount].CopyTo(table[at..]);
                record.TableCount--;
            }

            return;
        }

        if (!isThere)
        {
            table[at..record.TableCount].CopyTo(table[(at + 1)..]);
            record.TableCount++;
        }

        table[at] = new Redirection(home, body);
    }
}
