using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>Finds the function that an address belongs to, and what belongs to a function.</summary>
[Resident]
internal static class FunctionTable
{
    /// <summary>The function that holds <paramref name="address"/>, or none.</summary>
    public static FunctionEntry Find(nuint address)
    {
        int region = CodeRegions.Find(address);
        return region >= 0 ? CodeRegions.All[region].FunctionAt(address) : default;
    }

    /// <summary>True if managed code, main body or funclet, is at <paramref name="address"/>.</summary>
    public static bool IsManaged(nuint address) => Find(address).IsManaged;

    /// <summary>Address of its first instruction.</summary>
    public static nuint Start(FunctionEntry entry) => CodeRegions.Of(entry).StartOf(entry);

    /// <summary>The main body of the method that it is part of.</summary>
    public static FunctionEntry Root(FunctionEntry entry) => CodeRegions.Of(entry).RootOf(entry);

    /// <summary>A readable name; empty where the names were not loaded.</summary>
    public static ReadOnlySpan<byte> Name(FunctionEntry entry)
    {
        ref readonly CodeRegion region = ref CodeRegions.Of(entry);
        int index = region.IndexOf(entry);
        if (region.NameOffsets.Count > 0)
        {
            return FunctionNames.At(region.NameText.Entries, region.NameOffsets.Entries[index]);
        }

        return region.Cell == 0 ? FunctionNames.Of(index) : default;
    }
}
