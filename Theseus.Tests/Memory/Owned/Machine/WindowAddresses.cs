using Theseus.Tests.Memory.Owned;

namespace Theseus.Memory;

/// <summary>
/// The kernel's WindowAddresses in memory of the host: ledgers and views are read and written where they are.
/// </summary>
internal static class WindowAddresses
{
    public const ulong LedgerStride = 1UL << 30;
    private const ulong GiB = 1UL << 30;
    private const ulong LedgerCount = 3;

    public static ulong General { get; } = HostMemory.Reserve(40 * GiB);

    public static ulong Devices { get; } = HostMemory.Reserve(2 * GiB);

    // Nobody reads there: cells are seen through their frames. So they can have the addresses that they are made for.
    public const ulong Cells = 0xFFFF_FFFF_9000_0000;
    public const ulong CellsEnd = 0xFFFF_FFFF_FFE0_0000;

    public static ulong Ledgers { get; } = HostMemory.Reserve(LedgerCount * LedgerStride);

    /// <summary>Forgets what a machine before this one has written.</summary>
    public static void Reset()
    {
        HostMemory.Forget(Ledgers, LedgerCount * LedgerStride);
        HostMemory.Forget(General, 40 * GiB);
        HostMemory.Forget(Devices, 2 * GiB);
    }
}
