using Theseus.Format;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>Where views of mappings can be: on every stack, and in the registers of the flow that asks.</summary>
[Resident]
internal static class ViewSearch
{
    /// <summary>Shows the words of each stack's used part.</summary>
    // SAFETY: From is what the assembler stub calls, with the first of the two words, and the address below which it
    // has pushed the registers.
    public static unsafe void Run(delegate*<ReadOnlySpan<nuint>, void> see) => Cpu.CallWithRegisters(&From, see, null);

    // SAFETY: see is Run's, and lowest where the stub has pushed the registers; control blocks in the list are alive.
    private static unsafe void* From(void* see, void* unused, void* lowest)
    {
        for (ThreadControlBlock* thread = Threads.First; thread != null; thread = thread->Next)
        {
            ((delegate*<ReadOnlySpan<nuint>, void>)see)(Threads.WordsOf(thread, (nuint)lowest));
            ((delegate*<ReadOnlySpan<nuint>, void>)see)(Threads.RegistersOf(thread));
        }

        return null;
    }
}
