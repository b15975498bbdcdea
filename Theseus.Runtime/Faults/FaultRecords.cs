using System.Runtime.CompilerServices;

namespace Theseus.Runtime.Faults;

/// <summary>Room for the newest faults.</summary>
[InlineArray(Most)]
internal struct FaultRecords
{
    /// <summary>How many are kept.</summary>
    public const int Most = 32;

    private FaultRecord _first;
}
