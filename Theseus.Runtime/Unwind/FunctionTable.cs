using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>Finds the function that an address belongs to.</summary>
// SAFETY: tables lie in the image or in checked cell files, and every index is below their count.
[Resident]
internal static unsafe class FunctionTable
{
    /// <summary>The entry that holds <paramref name="address"/>, or null.</summary>
    public static CellFunction* Find(nuint address)
    {
        CodeRegion* region = CodeRegions.Find(address);
        if (region == null)
        {
            return null;
        }

        ReadOnlySpan<CellFunction> functions = new(region->Functions, (int)region->FunctionCount);
        int found = CellFunction.Find(functions, (uint)(address - (nuint)region->Base));
        return found >= 0 ? &region->Functions[found] : null;
    }

    /// <summary>True if managed code, main body or funclet, is at <paramref name="address"/>.</summary>
    public static bool IsManaged(nuint address)
    {
        CellFunction* entry = Find(address);
        return entry != null && entry->Kind != CellFunctionKind.Native;
    }

    /// <summary>First instruction of an entry.</summary>
    public static byte* Start(CellFunction* entry) => CodeRegions.Of(entry)->Base + entry->Start;

    /// <summary>The main body of the method that an entry is part of.</summary>
    public static CellFunction* Root(CellFunction* entry) => CodeRegions.Of(entry)->Functions + entry->Root;

    /// <summary>A readable, NUL-terminated name; null where the names were not loaded.</summary>
    public static byte* Name(CellFunction* entry)
    {
        CodeRegion* region = CodeRegions.Of(entry);
        uint index = (uint)(entry - region->Functions);
        if (region->NameOffsets == null)
        {
            return region->Cell == 0 ? FunctionNames.Of(index) : null;
        }

        return region->NameOffsets[index] < region->NameBytes ? region->NameText + region->NameOffsets[index] : null;
    }
}
