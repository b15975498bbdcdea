namespace Theseus.Build.Linking;

/// <summary>Where everything is at run time, for debuggers.</summary>
public interface IPlaces
{
    /// <summary>
    /// Ranges of addresses that hold symbols, in addition to the image's segments: memory that something else than the
    /// boot loader fills.
    /// </summary>
    IReadOnlyList<PlacedRange> Ranges { get; }

    /// <summary>The place of a symbol that is defined in a section; null where nothing at run time has it.</summary>
    SymbolPlace? Find(SymbolRef symbol);
}
