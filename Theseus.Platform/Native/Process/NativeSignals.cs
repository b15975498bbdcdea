using System.Runtime;
using Theseus.Format;
using Theseus.Platform.Native.Errors;
using Theseus.Runtime;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Native.Process;

/// <summary>
/// POSIX signals. Ctrl-C raises SIGINT and Ctrl-Z SIGTSTP; nothing raises the others, but a program registers for them
/// as on Linux, and is refused only what Linux refuses. CoreLib's handler runs on a task of its own, which the first
/// registration starts.
/// </summary>
[OfInstance]
internal static class NativeSignals
{
    /// <summary>SIGINT.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGTSTP: Ctrl-Z.</summary>
    public const int TerminalStop = 20;

    private const int Kill = 9, Stop = 19;
    // glibc keeps two of the real-time signals (signal(7))
    private const int FirstOfLibrary = 32, LastOfLibrary = 33, Last = 64;

    private const int CoreLibsInterrupt = -2, CoreLibsStop = -10; // System.Runtime.InteropServices.PosixSignal

    private static ulong s_enabled;
    private static ulong s_raised;
    private static nint s_handler;
    private static bool s_hasTask;
    private static WaitQueue s_task; // the one task, while it waits

    [RuntimeExport("SystemNative_SetPosixSignalHandler")]
    internal static void SetHandler(nint handler)
    {
        s_handler = handler;
        Tell();
    }

    /// <summary>sigaction(2): 1, or 0 with EINVAL for a signal that nobody can handle.</summary>
    [RuntimeExport("SystemNative_EnablePosixSignalHandling")]
    internal static int Enable(int signal)
    {
        if (signal is < 1 or > Last or Kill or Stop or (>= FirstOfLibrary and <= LastOfLibrary))
        {
            Errno.Fail(ErrorNumber.EINVAL);
            return 0;
        }

        s_hasTask = s_hasTask || TryStartTask();
        if (!s_hasTask)
        {
            Errno.Fail(ErrorNumber.EAGAIN);
            return 0;
        }

        s_enabled |= 1UL << (signal - 1);
        Tell();
        return 1;
    }

    [RuntimeExport("SystemNative_DisablePosixSignalHandling")]
    internal static void Disable(int signal)
    {
        if (signal is >= 1 and <= Last)
        {
            s_enabled &= ~(1UL << (signal - 1));
            Tell();
        }
    }

    /// <summary>True while somebody wants to handle <paramref name="signal"/>.</summary>
    internal static bool IsEnabled(int signal) => signal is >= 1 and <= Last && (s_enabled >> (signal - 1) & 1) != 0;

    /// <summary>A program begins: the task that serves signals is its own, if it has one.</summary>
    internal static void Begin()
    {
        s_raised = 0;
        s_task = default;
        s_hasTask = s_enabled != 0 && TryStartTask();
        Tell();
    }

    /// <summary>A program has ended: its handlers end with it.</summary>
    internal static void Reset()
    {
        s_enabled = 0;
        s_raised = 0;
        s_handler = 0;
        s_hasTask = false;
        s_task = default;
        Tell();
    }

    /// <summary>Says from outside of the program's instance what it handles.</summary>
    private static void Tell() => ProgramTable.At(ProgramTable.Current).Handles = s_handler != 0 ? s_enabled : 0;

    /// <summary>Raises those of signals that the program handles, signal 1 in bit 0. Interrupts call it.</summary>
    [Resident]
    internal static void Raise(ulong signals)
    {
        if (s_handler != 0 && (s_enabled & signals) != 0)
        {
            s_raised |= s_enabled & signals;
            Scheduler.WakeAll(ref s_task);
        }
    }

    // SAFETY: Serve is a static method of one argument, which it does not look at.
    private static unsafe bool TryStartTask() => TaskStarts.TryStart((nint)(delegate*<nint, nint>)&Serve, 0, 0);

    // SAFETY: the handler is CoreLib's, a native function of a signal's number and CoreLib's own for it, which says
    // whether somebody handles it.
    private static unsafe nint Serve(nint unused)
    {
        while (true)
        {
            int signal = WaitForSignal();
            if (((delegate*<int, int, int>)s_handler)(signal, CoreLibs(signal)) == 0)
            {
                HandleNonCanceled(signal);
            }
        }
    }

    private static int CoreLibs(int signal) => signal switch
    {
        Interrupt => CoreLibsInterrupt,
        TerminalStop => CoreLibsStop,
        _ => 0,
    };

    private static int WaitForSignal()
    {
        bool on = Scheduler.TurnOff();
        while (s_raised == 0)
        {
            WaitQueue.Add(ref s_task, TaskReference.Current);
            Scheduler.Wait(WaitKind.Device);
        }

        int signal = System.Numerics.BitOperations.TrailingZeroCount(s_raised) + 1;
        s_raised &= s_raised - 1;
        Scheduler.TurnOn(on);
        return signal;
    }

    /// <summary>The handlers have not called the signal's own effect off.</summary>
    [RuntimeExport("SystemNative_HandleNonCanceledPosixSignal")]
    internal static void HandleNonCanceled(int signal)
    {
        if (signal == Interrupt)
        {
            ProgramBoundary.Leave(ProgramEnd.Interrupted);
        }
        else if (signal == TerminalStop)
        {
            ProgramTable.Stop(ProgramTable.Current);
            Scheduler.Yield();
        }
    }

    /// <summary>
    /// Linux's number of one of the BCL's signals (which are negative), or the number itself; 0 for none.
    /// </summary>
    [RuntimeExport("SystemNative_GetPlatformSignalNumber")]
    internal static int NumberOf(int signal) => signal switch
    {
        -1 => 1,    // SIGHUP
        -2 => 2,    // SIGINT
        -3 => 3,    // SIGQUIT
        -4 => 15,   // SIGTERM
        -5 => 17,   // SIGCHLD
        -6 => 18,   // SIGCONT
        -7 => 28,   // SIGWINCH
        -8 => 21,   // SIGTTIN
        -9 => 22,   // SIGTTOU
        -10 => 20,  // SIGTSTP
        > 0 and <= 64 => signal,
        _ => 0,
    };
}
