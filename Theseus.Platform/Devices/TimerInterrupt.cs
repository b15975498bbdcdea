using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;
using Theseus.Tasks.Programs;

namespace Theseus.Platform.Devices;

/// <summary>
/// The timer's interrupt (Intel 8254 data sheet, channel 0), 18.2 times a second: it asks the <see cref="Watchdog"/>. A
/// program that is overdue can be left at any instruction of its own or of the class library's, for nothing of the
/// kernel's is in the middle of anything there. In the kernel's it goes on to there, or to a <see cref="SafePoint"/>.
/// </summary>
internal static class TimerInterrupt
{
    private const ushort Channel0 = 0x40;
    private const ushort Command = 0x43;
    private const byte RateGenerator = 0x34;
    private const int Line = 0;

    /// <summary>Starts the timer, at its lowest rate.</summary>
    public static void Initialize()
    {
        Cpu.Out8(Command, RateGenerator);
        Cpu.Out8(Channel0, 0);
        Cpu.Out8(Channel0, 0);
        Handle();
    }

    // SAFETY: the handler is a static method.
    private static unsafe void Handle() => InterruptController.Handle(Line, &OnTick);

    [Resident]
    private static void OnTick()
    {
        if (Watchdog.OnTick() && !TryLeave())
        {
            LeaveLater();
        }
    }

    /// <summary>
    /// The frame is that of the interrupt which is being answered; it leads to the boundary of the program that runs.
    /// </summary>
    private static bool TryLeave()
    {
        ref InterruptFrame frame = ref InterruptController.Interrupted;
        if (!CellCheckpoint.IsOfPrograms(new VirtualAddress(frame.Rip)) || !StackBoundary.TryAbandon(ref frame))
        {
            return false;
        }

        ForgetToLeave();
        Watchdog.HasLeft();
        return true;
    }

    // SAFETY: the handler is a static method.
    private static unsafe void LeaveLater() => SafePoint.Pending = &Watchdog.LeaveAtSafePoint;

    // SAFETY: no handler is none.
    private static unsafe void ForgetToLeave() => SafePoint.Pending = null;
}
