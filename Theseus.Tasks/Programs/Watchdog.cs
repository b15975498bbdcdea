using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;

namespace Theseus.Platform.Programs;

/// <summary>
/// Ends a program whose finalizer does not end. Until there are tasks that share the CPU, a finalizer that loops would keep it for ever.
/// The timer (Intel 8254 data sheet, channel 0) ticks 18.2 times a second; what counts is the ticks that find one finalizer running
/// that has not waited meanwhile. In code of the program's or of the class library's it can be left at any instruction: nothing of
/// the kernel's is in the middle of anything. In the kernel's it goes on to there, or to a <see cref="SafePoint"/>.
/// </summary>
// SAFETY: the frame is that of the interrupt which is being answered; it leads to the boundary of the program that runs.
internal static unsafe class Watchdog
{
    /// <summary>How long a finalizer may run, in seconds.</summary>
    public const int LimitSeconds = 10;

    private const ushort TimerChannel0 = 0x40;
    private const ushort TimerCommand = 0x43;
    private const byte RateGenerator = 0x34;
    private const int Line = 0;
    private const int LimitTicks = LimitSeconds * 182 / 10;

    private static ulong s_finalizer;
    private static int s_ticks;

    /// <summary>Starts the timer, at its lowest rate.</summary>
    public static void Initialize()
    {
        Cpu.Out8(TimerCommand, RateGenerator);
        Cpu.Out8(TimerChannel0, 0);
        Cpu.Out8(TimerChannel0, 0);
        InterruptController.Handle(Line, &OnTick);
    }

    [Resident]
    private static void OnTick()
    {
        ulong finalizer = Finalization.Taken + FinalizerContext.Yields;
        if (s_finalizer != finalizer)
        {
            s_finalizer = finalizer;
            s_ticks = 0;
        }

        if (ProgramRunner.Depth == 0 || !FinalizerContext.IsCurrent || ++s_ticks <= LimitTicks)
        {
            return;
        }

        SafePoint.Pending = &Leave;
        if (CellCheckpoint.IsOfPrograms(InterruptController.Interrupted->Rip))
        {
            SafePoint.Pending = null;
            s_ticks = 0;
            ProgramBoundary.LeaveByReturn(ProgramEnd.Overdue, InterruptController.Interrupted);
        }
    }

    private static void Leave()
    {
        if (FinalizerContext.IsCurrent && ProgramRunner.Depth != 0)
        {
            s_ticks = 0;
            ProgramBoundary.Leave(ProgramEnd.Overdue);
        }
    }
}
