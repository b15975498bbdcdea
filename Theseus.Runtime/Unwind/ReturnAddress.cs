using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>Tells return addresses from other words of a stack.</summary>
[Resident]
internal static class ReturnAddress
{
    /// <summary>True if a call in known code may return to an address.</summary>
    public static bool IsPossible(nuint address) => FunctionTable.Find(address - 1).Exists;
}
