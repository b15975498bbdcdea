using System.Runtime.CompilerServices;

namespace Theseus.Runtime.Faults;

/// <summary>Addresses of instructions, the innermost frame's first.</summary>
[InlineArray(Most)]
internal struct FaultFrames
{
    /// <summary>How many are kept.</summary>
    public const int Most = 16;

    private nuint _first;
}
