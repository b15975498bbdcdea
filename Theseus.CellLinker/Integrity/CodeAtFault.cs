using System.Runtime;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Faults;

namespace Theseus.CellLinker;

/// <summary>
/// Compares the code that an exception of the CPU's came from, before anything is begun anew: the page of each
/// instruction that the record of the fault names. A call is before the address that it returns to, and an instruction
/// may end on the next page, so both sides of each address are looked at.
/// </summary>
[NoAllocation]
[NeverThrows]
internal static class CodeAtFault
{
    private const ulong LongestInstruction = 15; // bytes: Intel SDM volume 2, section 2.3.11
    private const int MostAgain = 3;

    private static nuint s_at; // the instruction that has faulted last
    private static int s_again; // how often in a row that was the same

    /// <summary>Theseus.Tasks: compares and mends what the record's instructions lie on, and says so in it.</summary>
    [RuntimeExport("theseus_check_code_of_fault")]
    internal static void Check(ref FaultRecord record)
    {
        Span<ulong> seen = stackalloc ulong[2 * FaultFrames.Most];
        int count = 0;
        for (int i = 0; i < record.FrameCount; i++)
        {
            ulong at = record.Frames[i];
            Check(at - LongestInstruction, seen, ref count, ref record);
            Check(at + LongestInstruction, seen, ref count, ref record);
        }
    }

    /// <summary>
    /// Theseus.Runtime: an instruction has faulted. True where it was not what it must be, and is again: it can be run
    /// once more, for a fault leaves nothing of it behind. Whatever else is wrong on its page is mended too.
    /// </summary>
    [RuntimeExport("theseus_mend_code")]
    internal static bool Mend(nuint at)
    {
        s_again = at == s_at ? s_again + 1 : 0;
        s_at = at;
        if (s_again > MostAgain)
        {
            return false; // memory that does not keep what is written to it
        }

        bool isMended = Mend(at, at);
        ulong end = at + LongestInstruction - 1;
        return (end / CellHeader.PageBytes != at / CellHeader.PageBytes && Mend(end, at)) || isMended;
    }

    /// <summary>
    /// Theseus.Runtime: a program is about to be left, for something that need not be where it was noticed: a wrong
    /// instruction of the nano-core may have run long before. So all its pages are compared with their copies.
    /// </summary>
    [RuntimeExport("theseus_mend_nano_core")]
    internal static void MendNanoCore()
    {
        for (uint page = 0; page < NanoCoreCopy.Count; page++)
        {
            PageCheck check = PageComparison.Run(CellNumber.NanoCore, page);
            if (check.Verdict == PageVerdict.Mended)
            {
                ulong start = CellTable.At(CellNumber.NanoCore).Base.Value + ((ulong)page * CellHeader.PageBytes);
                TaskFault.OfDamage((nuint)(start + check.First), check.Verdict, check.WrongBytes);
            }
        }
    }

    private static bool Mend(ulong on, ulong at)
    {
        // The nano-core first, with as little as can be: it may be a part of what finds cells that has faulted.
        CellNumber cell = NanoCoreCopy.Has(on) ? CellNumber.NanoCore : CellTable.Find(new VirtualAddress(on));
        if (cell.IsNone || (cell != CellNumber.NanoCore && FrameAllocator.IsBusy))
        {
            return false;
        }

        ulong start = on / CellHeader.PageBytes * CellHeader.PageBytes;
        PageCheck check = PageComparison.Run(cell, (uint)((on - CellTable.At(cell).Base.Value) / CellHeader.PageBytes));
        if (check.Verdict != PageVerdict.Mended)
        {
            return false;
        }

        bool isOfInstruction = start + check.First < at + LongestInstruction && start + check.Last >= at;
        TaskFault.OfDamage((nuint)(start + check.First), check.Verdict, check.WrongBytes,
            isOfInstruction ? FaultOutcome.RunAgain : FaultOutcome.OfPage);
        return isOfInstruction;
    }

    private static void Check(ulong at, Span<ulong> seen, ref int count, ref FaultRecord record)
    {
        ulong start = at / CellHeader.PageBytes * CellHeader.PageBytes;
        CellNumber cell = CellTable.Find(new VirtualAddress(at));
        if (cell.IsNone || count == seen.Length || seen[..count].Contains(start))
        {
            return;
        }

        seen[count++] = start;
        uint page = (uint)((at - CellTable.At(cell).Base.Value) / CellHeader.PageBytes);
        PageCheck check = PageComparison.Run(cell, page);
        record.TakeCode(check.Verdict, (nuint)(start + check.First), check.WrongBytes);
    }
}
