using Theseus.Format;
using Theseus.Runtime;

namespace Theseus.Tasks.Scheduling;

/// <summary>Tasks that wait for a device to bring input.</summary>
[Resident]
internal static class InputWait
{
    private static WaitQueue s_waiting;

    /// <summary>
    /// Waits for the next input, whatever it is, or a time. Interrupts are off, so that none has come since the caller
    /// looked; they are off afterwards. Why the wait has ended.
    /// </summary>
    public static WakeReason Wait(ulong until = Scheduler.Never)
    {
        WaitQueue.Add(ref s_waiting, TaskReference.Current);
        return Scheduler.Wait(WaitKind.Device, until);
    }

    /// <summary>Input has come. A device's interrupt calls it.</summary>
    public static void OnInput()
    {
        if (!s_waiting.IsEmpty)
        {
            Scheduler.WakeAll(ref s_waiting);
            Scheduler.SwitchSoon();
        }
    }
}
