namespace Theseus.Memory;

/// <summary>
/// Memory, frames or a device's registers that one owner holds and may give to another. Only this assembly's types are.
/// </summary>
public interface IOwnedMemory
{
    /// <summary>True if the value still holds what it was made for.</summary>
    bool IsHeld { get; }

    /// <summary>The same, held by another owner; this value is stale then.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/></exception>
    internal IOwnedMemory MovedTo(MemoryOwner owner);
}
