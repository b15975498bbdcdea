using System.Runtime;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Platform.Native.Process;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Devices;

/// <summary>
/// The timer's interrupt (Intel 8254 data sheet, channel 0, mode 0: one tick after a count). It drives the
/// <see cref="Scheduler"/> and asks the <see cref="Watchdog"/>. A program can be stopped or left at any instruction of
/// its own or of the class library's, for nothing of the kernel's is in the middle of anything there, unless it called
/// the kernel by a native function that has called back (<see cref="ThreadControlBlock.TransitionFrame"/>). In the
/// kernel's code it goes on, to there or to a <see cref="SafePoint"/>.
/// </summary>
internal static class TimerInterrupt
{
    private const ushort Channel0 = 0x40;
    private const ushort Command = 0x43;
    private const byte OneTick = 0x30;
    private const int Line = 0;
    private const ulong CountsPerSecond = 1_193_182;
    private const ulong MicrosecondsPerSecond = 1_000_000;
    private const ulong LeastCount = 20;
    private const ulong MostCount = 0xFFFF;

    /// <summary>Starts the timer.</summary>
    public static void Initialize()
    {
        Handle();
        Arm(0);
    }

    // SAFETY: the handler is a static method.
    private static unsafe void Handle() => InterruptController.Handle(Line, &OnTick);

    [Resident, RuntimeExport("theseus_arm_timer")]
    private static void Arm(ulong microseconds)
    {
        ulong count = microseconds >= MicrosecondsPerSecond ? MostCount
            : microseconds * CountsPerSecond / MicrosecondsPerSecond;
        count = count < LeastCount ? LeastCount : count > MostCount ? MostCount : count;
        Cpu.Out8(Command, OneTick);
        Cpu.Out8(Channel0, (byte)count);
        Cpu.Out8(Channel0, (byte)(count >> 8));
    }

    [Resident]
    private static void OnTick()
    {
        ref InterruptFrame frame = ref InterruptController.Interrupted;
        bool canStop = CanStop(in frame);
        if (canStop)
        {
            ProgramSignals.Deliver();
            ProgramTable.EndWanted(ProgramTable.Current);
        }

        if (ProgramTable.IsEndWantedOfCurrent && canStop && TryLeave(ref frame))
        {
            ProgramTable.HasLeft();
            canStop = false;
        }
        else if (Watchdog.OnTick())
        {
            if (TryLeave(ref frame))
            {
                Watchdog.HasLeft();
                canStop = false;
            }
            else
            {
                LeaveLater();
            }
        }

        Scheduler.OnTimer(ref frame, canStop);
    }

    [Resident, RuntimeExport("theseus_switch_after_interrupt")]
    private static bool TrySwitchAfterInterrupt()
    {
        ref InterruptFrame frame = ref InterruptController.Interrupted;
        if (!CanStop(in frame))
        {
            return false;
        }

        Scheduler.OnDevice(ref frame);
        return true;
    }

    private static bool CanStop(in InterruptFrame frame) => TurnHold.IsFree
        && ThreadControlBlock.Running.IsOnStack(frame.Rsp)
        && CellInstances.IsOfPrograms(new VirtualAddress(frame.Rip));

    /// <summary>
    /// The frame is that of the interrupt which is being answered; it leads to the boundary of the program that runs.
    /// </summary>
    private static bool TryLeave(ref InterruptFrame frame)
    {
        if (!CellInstances.IsOfPrograms(new VirtualAddress(frame.Rip)) || !StackBoundary.TryAbandon(ref frame))
        {
            return false;
        }

        ForgetToLeave();
        return true;
    }

    // SAFETY: the handler is a static method.
    private static unsafe void LeaveLater() => SafePoint.Pending = &Watchdog.LeaveAtSafePoint;

    // SAFETY: no handler is none.
    private static unsafe void ForgetToLeave() => SafePoint.Pending = null;
}
