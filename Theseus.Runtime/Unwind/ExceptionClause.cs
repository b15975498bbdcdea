using System.Runtime.InteropServices;

namespace Theseus.Runtime.Unwind;

/// <summary>CoreLib's EH.RhEHClause (10.0.12). The addresses are for CoreLib to use.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ExceptionClause
{
    /// <summary>0 typed, 1 finally or fault, 2 filter.</summary>
    public uint Kind;

    /// <summary>Bytes from the method's start to the try's.</summary>
    public uint TryStart;

    /// <summary>Bytes to its end.</summary>
    public uint TryEnd;

    /// <summary>The filter; 0 of other kinds.</summary>
    public nuint FilterAddress;

    /// <summary>The funclet to run.</summary>
    public nuint HandlerAddress;

    /// <summary>MethodTable of what a typed clause catches; 0 of other kinds.</summary>
    public nuint TargetType;
}
