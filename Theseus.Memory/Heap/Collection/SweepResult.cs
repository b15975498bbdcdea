namespace Theseus.Memory.Heap;

/// <summary>What a sweep found.</summary>
internal struct SweepResult
{
    /// <summary>Bytes in slots of reachable objects.</summary>
    public nuint LiveBytes;

    /// <summary>Reachable objects.</summary>
    public nuint LiveObjects;

    /// <summary>Bytes of free slots in runs that hold reachable objects.</summary>
    public nuint FreeBytes;

    /// <summary>Bytes of large objects' runs given back.</summary>
    public nuint GivenBytes;
}
