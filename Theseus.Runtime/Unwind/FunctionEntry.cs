using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// A function of a region of <see cref="CodeRegions"/>, or none. It names the entry in the region's table, and so is
/// good until the region is removed: not before the last frame of its code is gone. Searches of the regions
/// themselves make it, and nobody else.
/// </summary>
[Resident]
internal readonly struct FunctionEntry
{
    private readonly nuint _address;

    /// <summary>Names an entry of a region's table by its place, which is in the table.</summary>
    public FunctionEntry(StableTable<CellFunction> functions, int index) => _address = functions.AddressOf(index);

    /// <summary>True if there is one.</summary>
    public bool Exists => _address != 0;

    /// <summary>True if there is one, and it is compiled C#: a main body or a funclet.</summary>
    public bool IsManaged => Exists && Function.Kind != CellFunctionKind.Native;

    /// <summary>What the table says of it. Only where it <see cref="Exists"/>.</summary>
    // SAFETY: the address is not null, then it is that of an entry whose place the table has checked. It stays
    // while its region does.
    public unsafe ref readonly CellFunction Function => ref *(CellFunction*)_address;

    /// <summary>Where the entry lies.</summary>
    public nuint Address => _address;
}
