using System.Runtime;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>Hands a frame's exception clauses to CoreLib's dispatcher.</summary>
// SAFETY: CoreLib passes its own structures, of the sizes that it has for them.
[Resident]
internal static unsafe class ExceptionClauses
{
    [StructLayout(LayoutKind.Sequential)]
    private struct MethodRegion
    {
        public byte* HotStart;
        public nuint HotSize;
        public byte* ColdStart;
        public nuint ColdSize;
    }

    [RuntimeExport("RhpEHEnumInitFromStackFrameIterator")]
    private static bool Begin(StackFrameIterator* frame, MethodRegion* region, ClauseReader* clauses)
    {
        CellFunction* root = FunctionTable.Root(frame->Function);
        region->HotStart = FunctionTable.Start(root);
        region->HotSize = 0;
        region->ColdStart = null;
        region->ColdSize = 0;
        return root->Clauses != 0 && clauses->Start(region->HotStart, CodeRegions.Of(root)->Base + root->Clauses);
    }

    [RuntimeExport("RhpEHEnumNext")]
    private static bool Next(ClauseReader* clauses, ExceptionClause* clause) => clauses->Next(clause);
}
