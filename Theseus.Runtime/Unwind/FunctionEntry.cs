using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// A function of a region of <see cref="CodeRegions"/>, or none. It names the entry in the region's table, and so is good until the region is
/// removed: not before the last frame of its code is gone. Searches of the regions themselves make it, and nobody else.
/// </summary>
[Resident]
internal readonly struct FunctionEntry
{
    private readonly nuint _address;

    /// <summary>Names an entry of a region's table.</summary>
    // SAFETY: only the address is taken, of a table that does not move.
    public unsafe FunctionEntry(ref readonly CellFunction entry)
    {
        fixed (CellFunction* address = &entry)
        {
            _address = (nuint)address;
        }
    }

    /// <summary>True if there is one.</summary>
    public bool Exists => _address != 0;

    /// <summary>True if there is one, and it is compiled C#: a main body or a funclet.</summary>
    public bool IsManaged => Exists && Function.Kind != CellFunctionKind.Native;

    /// <summary>What the table says of it. Only where it <see cref="Exists"/>.</summary>
    // SAFETY: the address is not null, then it is that of an entry that the constructor was given, whose table stays while its region does.
    public unsafe ref readonly CellFunction Function => ref *(CellFunction*)_address;

    /// <summary>Where the entry lies.</summary>
    public nuint Address => _address;
}
