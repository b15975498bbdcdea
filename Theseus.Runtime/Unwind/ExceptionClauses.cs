using System.Runtime;
using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Runtime.Kill;

namespace Theseus.Runtime.Unwind;

/// <summary>Hands a frame's exception clauses to CoreLib's dispatcher.</summary>
[Resident]
internal static class ExceptionClauses
{
    /// <summary>CoreLib's EH.MethodRegionInfo.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MethodRegion
    {
        public nuint HotStart;
        public nuint HotSize;
        public nuint ColdStart;
        public nuint ColdSize;
    }

    [RuntimeExport("RhpEHEnumInitFromStackFrameIterator")]
    private static bool Begin(ref StackFrameIterator frame, out MethodRegion region, out ClauseReader clauses)
    {
        bool any = TryBegin(frame.Function, out region, out clauses);
        if (any && frame.Function.Function.IsOfProgram && KillInFlight.IsUncatchable)
        {
            clauses.HideCatches();
        }

        return any;
    }

    /// <summary>
    /// The clauses of the method that a function is part of; false if there are none that can be read.
    /// </summary>
    internal static bool TryBegin(FunctionEntry function, out MethodRegion region, out ClauseReader clauses)
    {
        ref readonly CodeRegion cell = ref CodeRegions.Of(function);
        FunctionEntry root = cell.RootOf(function);
        region = default;
        region.HotStart = cell.StartOf(root);
        clauses = default;
        uint first = root.Function.Clauses;
        return first != 0 && clauses.Start(region.HotStart, cell.Base + first);
    }

    [RuntimeExport("RhpEHEnumNext")]
    private static bool Next(ref ClauseReader clauses, out ExceptionClause clause) => clauses.Next(out clause);
}
