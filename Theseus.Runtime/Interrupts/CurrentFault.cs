using Theseus.Format;

namespace Theseus.Runtime.Interrupts;

/// <summary>The hardware fault that the running thread is turning into an exception.</summary>
[Resident]
internal static class CurrentFault
{
    /// <summary>Takes it: what it was and which address it touched.</summary>
    public static FaultKind Take(out ulong address)
    {
        ref ThreadControlBlock thread = ref ThreadControlBlock.Running;
        FaultKind kind = (FaultKind)thread.FaultKind;
        address = thread.FaultAddress;
        thread.FaultKind = 0;
        return kind;
    }
}
