namespace Theseus.Runtime.Unwind;

/// <summary>Finds the function that an address belongs to. Binary search over the linker's sorted table.</summary>
// SAFETY: the table lies in the image and every index is below its count.
public static unsafe class FunctionTable
{
    /// <summary>The entry that holds <paramref name="address"/>, or null.</summary>
    public static FunctionEntry* Find(nuint address)
    {
        ImageHeader* image = ImageHeader.Get();
        if (address < (nuint)image->TextStart || address >= (nuint)image->TextEnd)
        {
            return null;
        }

        uint offset = (uint)(address - (nuint)image->ImageBase);
        FunctionEntry* table = image->Functions;
        uint low = 0;
        uint high = (uint)image->FunctionCount;
        while (low < high)
        {
            uint middle = (low + high) >> 1;
            if (table[middle].Start <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low == 0)
        {
            return null;
        }

        FunctionEntry* entry = &table[low - 1];
        return offset - entry->Start < entry->Length ? entry : null;
    }

    /// <summary>True if managed code, main body or funclet, is at <paramref name="address"/>.</summary>
    public static bool IsManaged(nuint address)
    {
        FunctionEntry* entry = Find(address);
        return entry != null && entry->Kind != FunctionKind.Native;
    }

    /// <summary>First instruction of an entry.</summary>
    public static byte* Start(FunctionEntry* entry) => ImageHeader.Get()->ImageBase + entry->Start;

    /// <summary>The main body of the method that an entry is part of.</summary>
    public static FunctionEntry* Root(FunctionEntry* entry) => ImageHeader.Get()->Functions + entry->Root;

    /// <summary>A readable, NUL-terminated name; null where the names were not loaded.</summary>
    public static byte* Name(FunctionEntry* entry) => FunctionNames.Of((uint)(entry - ImageHeader.Get()->Functions));
}
