namespace Theseus.Memory;

/// <summary>The state of the world on the host: no program ends there, so nothing is saved.</summary>
// SAFETY: the address is not followed.
internal static unsafe class WorldCheckpoint
{
    public static bool TrySave(void* address, nuint bytes) => true;
}
