using Theseus.Format;

namespace Theseus.Runtime.Interrupts;

/// <summary>The hardware fault that the running thread is turning into an exception.</summary>
// SAFETY: the current block is alive as long as the code that asks for it.
[Resident]
internal static unsafe class CurrentFault
{
    /// <summary>Takes it: what it was and which address it touched.</summary>
    public static FaultKind Take(out ulong address)
    {
        ThreadControlBlock* thread = ThreadControlBlock.Current();
        FaultKind kind = (FaultKind)thread->FaultKind;
        address = thread->FaultAddress;
        thread->FaultKind = 0;
        return kind;
    }
}
