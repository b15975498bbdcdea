using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>CoreLib's EH.ExInfo (10.0.12): an exception being dispatched. Lies on the stack of its thrower.</summary>
[Resident]
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct ExceptionInfo
{
    /// <summary>Bytes of it.</summary>
    public const int Bytes = 400;

    [FieldOffset(0)] public ExceptionInFlight Previous;
    [FieldOffset(8)] public nuint Context;
    [FieldOffset(16)] public nuint Exception;
    [FieldOffset(24)] public byte Kind;
    [FieldOffset(25)] public byte Pass;

    /// <summary>Index of the clause whose funclet runs; all ones where none does.</summary>
    [FieldOffset(28)] public uint CurrentClause;

    /// <summary>Where the dispatch stands.</summary>
    [FieldOffset(32)] public StackFrameIterator Iterator;
}
