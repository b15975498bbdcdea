using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// Reads a method's exception clauses, which ILC writes as: count; for each the offset where the try begins, its
/// length shifted left by 2 with the kind below, the handler's offset, then for a typed clause a 32-bit relative
/// pointer to the MethodTable, for a filter the filter's offset. Offsets are from the main body's first byte, and
/// numbers are of variable length, the count of low one bits telling how many bytes follow the first.
/// </summary>
// SAFETY: the clauses are ILC's, found through the linker's table, and read no further than their count.
public static unsafe class ExceptionClauses
{
    private const uint Typed = 0;
    private const uint Filter = 2;

    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Enumerator
    {
        public byte* MethodStart;
        public byte* Next;
        public uint Left;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MethodRegion
    {
        public byte* HotStart;
        public nuint HotSize;
        public byte* ColdStart;
        public nuint ColdSize;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Clause
    {
        public uint Kind;
        public uint TryStart;
        public uint TryEnd;
        public byte* FilterAddress;
        public byte* HandlerAddress;
        public void* TargetType;
    }

    private const int LoadFailed = 2;
    private const nuint MostClauseBytes = 256; // of nearly all methods

    [RuntimeExport("RhpEHEnumInitFromStackFrameIterator")]
    private static bool Begin(StackFrameIterator* frame, MethodRegion* region, Enumerator* clauses)
    {
        FunctionEntry* root = FunctionTable.Root(frame->Function);
        region->HotStart = FunctionTable.Start(root);
        region->HotSize = 0;
        region->ColdStart = null;
        region->ColdSize = 0;
        if (root->Clauses == 0)
        {
            return false;
        }

        // Clauses are constants of the cell. Where their page is damaged or there is no memory for it, the frame counts as one
        // without handlers: a fault here would be one more exception through the same frame, and so on for ever.
        byte* first = CodeRegions.Of(root)->Base + root->Clauses;
        if (LoadCellPage((nuint)first) == LoadFailed || LoadCellPage((nuint)first + MostClauseBytes) == LoadFailed)
        {
            return false;
        }

        clauses->MethodStart = region->HotStart;
        clauses->Next = first;
        clauses->Left = Read(&clauses->Next);
        return true;
    }

    [RuntimeExport("RhpEHEnumNext")]
    private static bool Next(Enumerator* clauses, Clause* clause)
    {
        if (clauses->Left == 0)
        {
            return false;
        }

        clauses->Left--;
        byte** next = &clauses->Next;
        clause->TryStart = Read(next);
        uint lengthAndKind = Read(next);
        clause->TryEnd = clause->TryStart + (lengthAndKind >> 2);
        clause->Kind = lengthAndKind & 3;
        clause->HandlerAddress = clauses->MethodStart + Read(next);
        clause->FilterAddress = null;
        clause->TargetType = null;
        if (clause->Kind == Typed)
        {
            byte* pointer = *next;
            clause->TargetType = pointer + *(int*)pointer;
            *next = pointer + 4;
        }
        else if (clause->Kind == Filter)
        {
            clause->FilterAddress = clauses->MethodStart + Read(next);
        }

        return true;
    }

    private static uint Read(byte** p)
    {
        byte* b = *p;
        uint value;
        if ((*b & 1) == 0)
        {
            value = (uint)*b >> 1;
            *p = b + 1;
        }
        else if ((*b & 2) == 0)
        {
            value = ((uint)*b >> 2) | ((uint)b[1] << 6);
            *p = b + 2;
        }
        else if ((*b & 4) == 0)
        {
            value = ((uint)*b >> 3) | ((uint)b[1] << 5) | ((uint)b[2] << 13);
            *p = b + 3;
        }
        else if ((*b & 8) == 0)
        {
            value = ((uint)*b >> 4) | ((uint)b[1] << 4) | ((uint)b[2] << 12) | ((uint)b[3] << 20);
            *p = b + 4;
        }
        else
        {
            value = *(uint*)(b + 1);
            *p = b + 5;
        }

        return value;
    }

    /// <summary>Theseus.CellLinker: 0 no cell's address, 1 its page is there now, 2 it could not be loaded.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_load_cell_page")]
    private static extern int LoadCellPage(nuint address);
}
