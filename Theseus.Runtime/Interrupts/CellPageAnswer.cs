namespace Theseus.Runtime.Interrupts;

/// <summary>What the loader says of an address that was not there.</summary>
internal enum CellPageAnswer
{
    /// <summary>It is no cell's.</summary>
    NotACell = 0,

    /// <summary>Its page is there now.</summary>
    Loaded = 1,

    /// <summary>Its page could not be loaded; the loader keeps why.</summary>
    Failed = 2,
}
