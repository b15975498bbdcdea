using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime;

namespace Theseus.CellLinker;

/// <summary>
/// Leads the system from one state of its code to another, all at once.
/// <para>The problem: functions that refer to each other must not be seen changed one by one, and anything may fail.
/// </para>
/// <para>The idea: whatever can fail is done before. Each page in memory that holds a home which will lead elsewhere is
/// made a second time in a frame that nobody sees. Then, with interrupts off, those frames take the places of the
/// others, and the table is another. The frames that were there are kept until then, so that there is always a way
/// back; pages that are not in memory will be made by the table in force when they are needed.</para>
/// </summary>
[NoAllocation]
internal static class EvolutionCommit
{
    /// <summary>
    /// A page that was made for the state to come. Owns a frame: the new one before the commit, the old one after it.
    /// </summary>
    private struct Exchange : IDisposable
    {
        public CellNumber Cell;
        public uint Page;
        public AllocatedFrames Frame;

        public readonly void Dispose() => Frame.Dispose();
    }

    /// <summary>The pages of one commit, by address.</summary>
    private struct Exchanges : IDisposable
    {
        public FrameTable<Exchange> Room;
        public int Count;

        public readonly Span<Exchange> Made => Room.Entries[..Count];

        public readonly void Dispose()
        {
            foreach (ref Exchange exchange in Made)
            {
                exchange.Dispose();
            }

            Room.Dispose();
        }
    }

    /// <summary>Leads the system into the state of an evolution, or with -1 into that of the boot.</summary>
    /// <param name="place">The evolution; it was staged.</param>
    /// <param name="pages">Pages that were exchanged.</param>
    /// <param name="ticks">Ticks of the time-stamp counter for which nothing else ran.</param>
    /// <returns>
    /// No error; or why not, with nothing changed. <see cref="EvolutionError.StillAtEntry"/> can be tried again, and so
    /// can <see cref="EvolutionError.Moved"/>: a page has come into memory in between.
    /// </returns>
    public static EvolutionFault Run(int place, out int pages, out ulong ticks)
    {
        pages = 0;
        ticks = 0;
        Exchanges exchanges = default;
        EvolutionFault fault = Prepare(place, ref exchanges);
        if (fault.Error == EvolutionError.None)
        {
            int on = Cpu.DisableInterrupts();
            ulong start = Cpu.ReadTimestamp();
            fault = Commit(place, exchanges.Made, ref pages);
            ticks = Cpu.ReadTimestamp() - start;
            if (on != 0)
            {
                Cpu.EnableInterrupts();
            }
        }

        exchanges.Dispose();
        return fault;
    }

    /// <summary>Makes all pages that will have to be other ones.</summary>
    private static EvolutionFault Prepare(int place, ref Exchanges exchanges)
    {
        ReadOnlySpan<Redirection> to = EvolutionHistory.TableOf(place);
        ReadOnlySpan<Redirection> from = EvolutionHistory.InForce;
        MemoryOwner owner = MemoryOwner.Of(MemoryKind.Kernel);
        if (FrameTable<Exchange>.TryAllocate(from.Length + to.Length, owner, out exchanges.Room) != MemoryError.None)
        {
            return EvolutionFault.Of(EvolutionError.OutOfMemory);
        }

        RedirectionDifference difference = new(from, to);
        while (difference.MoveNext())
        {
            CellNumber cell = PageOf(difference.Home, out uint page);
            if (!CellTable.At(cell).Pages.IsPresent(page) || IsPrepared(in exchanges, cell, page))
            {
                continue;
            }

            EvolutionFault fault = Make(cell, page, to, out AllocatedFrames frame);
            if (fault.Error != EvolutionError.None)
            {
                fault.Home = difference.Home;
                return fault;
            }

            exchanges.Room.Entries[exchanges.Count++] = new Exchange { Cell = cell, Page = page, Frame = frame };
        }

        return default;
    }

    /// <summary>Homes come in their order, so it would be the last.</summary>
    private static bool IsPrepared(in Exchanges exchanges, CellNumber cell, uint page) => exchanges.Count > 0
        && exchanges.Made[^1].Cell == cell && exchanges.Made[^1].Page == page;

    private static EvolutionFault Make(
        CellNumber cell, uint page, ReadOnlySpan<Redirection> to, out AllocatedFrames frame)
    {
        ref CellRecord record = ref CellTable.At(cell);
        if (AllocatedFrames.TryAllocate(1, 1, record.Owner, out frame) != MemoryError.None)
        {
            return EvolutionFault.Of(EvolutionError.OutOfMemory);
        }

        int on = Cpu.DisableInterrupts(); // one page is resolved at a time
        CellError error = DirectMap.IsDivided(frame.First) ? PageLoad.Fill(
                cell, record.Checked, page, isZero: false, to, PhysicalMemory.BytesOf(frame.First), out _)
            : CellError.OutOfMemory;
        if (on != 0)
        {
            Cpu.EnableInterrupts();
        }

        if (error == CellError.None)
        {
            return default;
        }

        frame.Dispose();
        EvolutionFault fault = EvolutionFault.Of(
            error == CellError.OutOfMemory ? EvolutionError.OutOfMemory : EvolutionError.BadPage);
        fault.File = new CellFault(error, CellPart.Pages, page, 0, 0);
        return fault;
    }

    /// <summary>
    /// Interrupts are off. Looks once more whether all is as it was prepared for; then nothing can fail.
    /// </summary>
    [Resident]
    private static EvolutionFault Commit(int place, Span<Exchange> exchanges, ref int pages)
    {
        ReadOnlySpan<Redirection> to = EvolutionHistory.TableOf(place);
        RedirectionDifference difference = new(EvolutionHistory.InForce, to);
        int at = 0;
        while (difference.MoveNext())
        {
            // Homes and exchanges are both in the order of addresses.
            CellNumber cell = PageOf(difference.Home, out uint page);
            while (at < exchanges.Length && EndOf(in exchanges[at]) <= difference.Home)
            {
                at++;
            }

            bool isMade = at < exchanges.Length && exchanges[at].Cell == cell && exchanges[at].Page == page;
            if (!isMade && CellTable.At(cell).Pages.IsPresent(page))
            {
                return EvolutionFault.Of(EvolutionError.Moved, home: difference.Home);
            }
        }

        for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
        {
            if (task.Block.IsInterrupted && Redirections.IsWithinJump(to, task.Block.Interrupted.Rip))
            {
                EvolutionFault fault = EvolutionFault.Of(
                    EvolutionError.StillAtEntry, home: task.Block.Interrupted.Rip & ~(EvolutionChange.HomeAlign - 1UL));
                fault.Task = task.State.Number;
                return fault;
            }
        }

        for (int i = 0; i < exchanges.Length; i++)
        {
            ref Exchange exchange = ref exchanges[i];
            if (CellTable.At(exchange.Cell).Pages.TryExchange(exchange.Page, ref exchange.Frame) == MemoryError.None)
            {
                pages++; // else it has given way, and will be made anew
            }
        }

        EvolutionHistory.Current = place;
        return default;
    }

    private static ulong EndOf(in Exchange exchange) =>
        CellTable.At(exchange.Cell).Base.Value + ((exchange.Page + 1UL) * CellHeader.PageBytes);

    private static CellNumber PageOf(ulong home, out uint page)
    {
        CellNumber cell = CellTable.Find(new VirtualAddress(home));
        page = (uint)((home - CellTable.At(cell).Base.Value) / CellHeader.PageBytes);
        return cell;
    }
}
