using System.Runtime.InteropServices;

namespace Theseus.Runtime.Unwind;

/// <summary>CoreLib's EH.RhEHClause (10.0.12).</summary>
// SAFETY: the addresses are those of a method's own funclets and of a type that its clauses name.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ExceptionClause
{
    /// <summary>0 typed, 1 finally or fault, 2 filter.</summary>
    public uint Kind;

    /// <summary>Bytes from the method's start to the try's.</summary>
    public uint TryStart;

    /// <summary>Bytes to its end.</summary>
    public uint TryEnd;

    /// <summary>The filter; null of other kinds.</summary>
    public byte* FilterAddress;

    /// <summary>The funclet to run.</summary>
    public byte* HandlerAddress;

    /// <summary>MethodTable of what a typed clause catches; null of other kinds.</summary>
    public void* TargetType;
}
