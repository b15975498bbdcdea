using System.Buffers.Binary;
using System.Runtime;
using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>
/// Tables of functions that have another body than the one at their home, sorted by home. The jumps are no part of any
/// file: they are put into a page of code each time that it is made (<see cref="PageLoad"/>), from the table in force.
/// So a page that gave way and comes again has them, and a comparison expects them.
/// </summary>
[NoAllocation]
[NeverThrows]
internal static class Redirections
{
    private const byte JumpRelative32 = 0xE9; // Intel SDM volume 2, JMP

    /// <summary>
    /// The pass that puts the jumps of a table into a page of code: relative ones, of 5 bytes. No home lies on two
    /// pages, and all bodies are within reach: both were checked when the table was made.
    /// </summary>
    /// <param name="table">By home.</param>
    /// <param name="address">Of the page.</param>
    /// <param name="bytes">The page, to be written.</param>
    public static void Put(ReadOnlySpan<Redirection> table, ulong address, Span<byte> bytes)
    {
        for (int i = SortedTable.FirstAtLeast(table, address); i < table.Length; i++)
        {
            ulong offset = table[i].Home - address;
            if (offset > (ulong)(bytes.Length - EvolutionChange.JumpBytes))
            {
                return;
            }

            Span<byte> jump = bytes.Slice((int)offset, EvolutionChange.JumpBytes);
            jump[0] = JumpRelative32;
            BinaryPrimitives.WriteInt32LittleEndian(
                jump[1..], (int)(table[i].Body - table[i].Home - EvolutionChange.JumpBytes));
        }
    }

    /// <summary>True if a jump can lead from a home to a body.</summary>
    public static bool Reaches(ulong home, ulong body)
    {
        long distance = (long)(body - home - EvolutionChange.JumpBytes);
        return distance == (int)distance;
    }

    /// <summary>
    /// True for an instruction that is neither the first of a function of the table nor behind the jump at its home: a
    /// task that was stopped there would go on in the middle of the jump.
    /// </summary>
    public static bool IsWithinJump(ReadOnlySpan<Redirection> table, ulong instruction)
    {
        int at = SortedTable.LastAtMost(table, instruction);
        return at >= 0 && instruction - table[at].Home is > 0 and < EvolutionChange.JumpBytes;
    }

    /// <summary>The home of the function that has a body, by the tables that are kept; 0 for none.</summary>
    public static ulong HomeOf(ulong body)
    {
        for (int place = 0; place < EvolutionHistory.Capacity; place++)
        {
            foreach (ref readonly Redirection entry in EvolutionHistory.At(place).Table)
            {
                if (entry.Body == body)
                {
                    return entry.Home;
                }
            }
        }

        return 0;
    }

    /// <summary>
    /// Theseus.Runtime: the address that a method is known by, of the address where its code begins. They differ where
    /// an evolution has brought the code.
    /// </summary>
    [RuntimeExport("theseus_home_of_method")]
    private static nuint HomeOfMethod(nuint start) => HomeOf(start) is var home and not 0 ? (nuint)home : start;
}
