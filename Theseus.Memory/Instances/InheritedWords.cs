using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>What the running instance has inherited, as its parent still has it.</summary>
internal static class InheritedWords
{
    /// <summary>Where the parent's copy of what is at an address is; false where that is not inherited.</summary>
    public static bool TryFind(nuint address, out nuint inherited)
    {
        inherited = 0;
        if (!Instances.IsInherited || !Instances.TryFindParents(new VirtualAddress(address).Page, out Frame frame))
        {
            return false;
        }

        inherited = (nuint)PhysicalMemory.AddressOf(frame.Start).Value + (address % (nuint)Frame.Bytes);
        return true;
    }
}
