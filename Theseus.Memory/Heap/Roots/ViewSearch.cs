using Theseus.Format;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>Where views of mappings can be: on every stack, and in the registers of the flow that asks.</summary>
// SAFETY: stacks are read from where their registers were pushed to their high end, as the collector reads them.
[Resident]
internal static unsafe class ViewSearch
{
    /// <summary>Shows each stack's used part, from its lowest address to before its end.</summary>
    public static void Run(delegate*<void*, void*, void> see) => Cpu.CallWithRegisters(&From, see, null);

    private static void* From(void* see, void* unused, void* lowest)
    {
        ThreadControlBlock* current = ThreadControlBlock.Current();
        for (ThreadControlBlock* thread = Threads.First; thread != null; thread = thread->Next)
        {
            ((delegate*<void*, void*, void>)see)(thread == current ? lowest : thread->SavedStackPointer, (void*)thread->StackHigh);
        }

        return null;
    }
}
