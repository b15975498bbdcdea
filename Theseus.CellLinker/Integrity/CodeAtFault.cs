using System.Runtime;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime.Faults;

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
