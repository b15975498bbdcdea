namespace Theseus.Memory;

/// <summary>Where the windows and their ledgers are: see <see cref="AddressSpace"/>.</summary>
internal static class WindowAddresses
{
    public const ulong General = 0xFFFF_A000_0000_0000;
    public const ulong Devices = 0xFFFF_9000_0000_0000;
    public const ulong Cells = 0xFFFF_FFFF_9000_0000;
    public const ulong CellsEnd = 0xFFFF_FFFF_FFE0_0000;
    public const ulong Ledgers = 0xFFFF_B000_0000_0000;

    /// <summary>From one window's ledger to the next one's.</summary>
    public const ulong LedgerStride = 1UL << 40;
}
