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
    // SAFETY: the handler is a static method.
    public static unsafe void Initialize()
    {
        Cpu.Out8(Command, RateGenerator);
        Cpu.Out8(Channel0, 0);
        Cpu.Out8(Channel0, 0);
        InterruptController.Handle(Line, &OnTick);
    }

    // SAFETY: the frame is that of the interrupt which is being answered; it leads to the boundary of the program that
    // runs.
    [Resident]
    private static unsafe void OnTick()
    {
        if (!Watchdog.OnTick())
        {
            return;
        }

        SafePoint.Pending = &Watchdog.LeaveAtSafePoint;
        if (CellCheckpoint.IsOfPrograms(new VirtualAddress(InterruptController.Interrupted.Rip)))
        {
            SafePoint.Pending = null;
            if (StackBoundary.TryAbandon(ref InterruptController.Interrupted))
            {
                Watchdog.HasLeft();
            }
        }
    }
}
