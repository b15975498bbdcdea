using System.Runtime.CompilerServices;
using Theseus.Memory.Physical;

namespace Theseus.Memory.Testing;

/// <summary>
/// Touches any address at all, to see what the machine does: the cell <c>memorycheck</c> shows with it that what the
/// types forbid the page tables forbid too. Nothing else may use it.
/// </summary>
// SAFETY: none, on purpose. An access to memory that is not the caller's faults, which is what the caller wants to see;
// one that does not fault changes only what the caller holds. Each access has a frame of its own, so that it unwinds.
internal static unsafe class MemoryProbe
{
    /// <summary>Reads the byte at an address.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte Read(VirtualAddress address) => Volatile.Read(ref *(byte*)address.Value);

    /// <summary>Writes the byte at an address.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Write(VirtualAddress address, byte value) => Volatile.Write(ref *(byte*)address.Value, value);

    /// <summary>
    /// Calls the code at an address: a function without parameters whose result is in EAX. As an unmanaged one: the
    /// address of a managed one may be that of a descriptor, and its second bit says so.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Execute(VirtualAddress address) => ((delegate* unmanaged[SuppressGCTransition]<int>)address.Value)();

    /// <summary>Code of the nano-core.</summary>
    public static VirtualAddress NanoCoreCode => new(Runtime.Startup.RunningImage.Header.TextStart);

    /// <summary>Where <see cref="Read"/> itself is: code of the cell Theseus.Memory.</summary>
    public static VirtualAddress OwnCode => new((ulong)(delegate*<VirtualAddress, byte>)&Read);

    /// <summary>Where a frame is in the map of all RAM.</summary>
    public static VirtualAddress Alias(Frame frame) => new(DirectMap.Start + frame.Start.Value);

    /// <summary>The frame that a page is mapped to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is mapped to none.</exception>
    public static Frame FrameOf(Page page)
    {
        ulong* entry = PageTable.Find(page, out PageSize size);
        ArgumentOutOfRangeException.ThrowIfNotEqual(entry != null && (*entry & PageTable.Present) != 0, true, nameof(page));
        return PageTable.FrameOf(*entry) + (page.Number & (size.Frames() - 1));
    }

    /// <summary>The state of a frame, in one word.</summary>
    public static string StateOf(Frame frame) => FrameAllocator.StateOf(frame).ToString();
}
