using System.Runtime;
using Theseus.Memory.Physical;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// The end of a stack. The lowest page is never mapped; the <see cref="AddressSpace.GuardReservePages"/> above it are
/// mapped only when a task runs into them, so that the exception for the overflow has room to unwind. They are taken
/// away again once the stack is short.
/// </summary>
public static unsafe class StackGuard
{
    private const ulong PageBytes = 4096;
    private const nuint Headroom = 16 * 4096;

    /// <summary>Turns the low end of a mapped stack into its guard and sets the thread's bounds.</summary>
    public static void Install(ThreadControlBlock* thread, nuint low, nuint high)
    {
        thread->StackLow = low + (nuint)((AddressSpace.GuardReservePages + 1) * (int)PageBytes);
        thread->StackHigh = high;
        for (ulong page = low; page < thread->StackLow; page += PageBytes)
        {
            ulong frame = AddressSpace.Unmap(page);
            if (frame != 0 && IsRam(page))
            {
                FrameAllocator.Give(frame);
            }
        }
    }

    /// <summary>Called by the page-fault handler: 1 if the address is in the thread's reserve, which is now mapped.</summary>
    [RuntimeExport("theseus_open_stack_guard")]
    private static int Open(ThreadControlBlock* thread, nuint address)
    {
        nuint reserve = thread->StackLow - (nuint)(AddressSpace.GuardReservePages * (int)PageBytes);
        if (thread->StackLow == 0 || thread->GuardOpen != 0 || address < reserve || address >= thread->StackLow)
        {
            return 0;
        }

        for (nuint page = reserve; page < thread->StackLow; page += (nuint)PageBytes)
        {
            ulong frame = FrameAllocator.Take();
            if (frame == 0 || !AddressSpace.Map(page, frame, PageAccess.ReadWrite))
            {
                Panic.Stop("a stack overflowed and there is no memory to unwind it"u8);
            }
        }

        thread->GuardOpen = 1;
        return 1;
    }

    /// <summary>Closes an opened guard again, once the stack is short. The end of a catch calls it.</summary>
    [RuntimeExport("theseus_close_stack_guard")]
    public static void Close()
    {
        ThreadControlBlock* thread = ThreadControlBlock.Current();
        if (thread->GuardOpen == 0 || Cpu.StackPointer() < thread->StackLow + Headroom)
        {
            return;
        }

        for (int i = 1; i <= AddressSpace.GuardReservePages; i++)
        {
            ulong frame = AddressSpace.Unmap(thread->StackLow - ((ulong)i * PageBytes));
            if (frame != 0)
            {
                FrameAllocator.Give(frame);
            }
        }

        thread->GuardOpen = 0;
    }

    /// <summary>The image's own frames (the boot stack's) do not belong to the frame allocator.</summary>
    private static bool IsRam(ulong page) => page < AddressSpace.KernelWindow;
}
