using System.Runtime.CompilerServices;
using Theseus.Memory.Physical;

namespace Theseus.Memory.Testing;

/// <summary>
/// Touches any address at all, to see what the machine does: the cell <c>memorycheck</c> shows with it that what the
/// types forbid the page tables forbid too. Nothing else may use it.
/// </summary>
internal static class MemoryProbe
{
    /// <summary>Reads the byte at an address.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    // SAFETY: none, on purpose: memory that is not the caller's faults, which the caller wants to see. It has a frame,
    // and so unwinds.
    public static unsafe byte Read(VirtualAddress address) => Volatile.Read(ref *(byte*)address.Value);

    /// <summary>Writes the byte at an address.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    // SAFETY: none, on purpose, as of Read; a write that does not fault changes only what the caller holds.
    public static unsafe void Write(VirtualAddress address, byte value) =>
        Volatile.Write(ref *(byte*)address.Value, value);

    /// <summary>
    /// Calls the code at an address: a function without parameters whose result is in EAX. As an unmanaged one: the
    /// address of a managed one may be that of a descriptor, and its second bit says so.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    // SAFETY: none, on purpose: what may not run faults; what may is a function of this kind, which the caller has
    // written there.
    public static unsafe int Execute(VirtualAddress address) =>
        ((delegate* unmanaged[SuppressGCTransition]<int>)address.Value)();

    /// <summary>Code of the nano-core.</summary>
    public static VirtualAddress NanoCoreCode => new(Runtime.Startup.RunningImage.Header.TextStart);

    /// <summary>Where <see cref="Read"/> itself is: code of the cell Theseus.Memory.</summary>
    // SAFETY: the address is a number here; nobody calls it.
    public static unsafe VirtualAddress OwnCode => new((ulong)(delegate*<VirtualAddress, byte>)&Read);

    /// <summary>Where a frame is in the map of all RAM.</summary>
    public static VirtualAddress Alias(Frame frame) => new(DirectMap.Start + frame.Start.Value);

    /// <summary>The frame that a page is mapped to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is mapped to none.</exception>
    public static Frame FrameOf(Page page)
    {
        ulong entry = PageTable.Find(page, out PageSize size);
        ArgumentOutOfRangeException.ThrowIfNotEqual((entry & PageTable.Present) != 0, true, nameof(page));
        return PageTable.FrameOf(entry) + (page.Number & (size.Frames() - 1));
    }

    /// <summary>The state of a frame, in one word.</summary>
    public static string StateOf(Frame frame) => FrameAllocator.StateOf(frame).ToString();
}
