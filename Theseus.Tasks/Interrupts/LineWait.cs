using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Interrupts;

/// <summary>
/// Tasks that wait for interrupts of a line. All that is done in the interrupt is to keep the line back, to note that
/// it has come, and to wake who waits; the line is open again when somebody waits for the next. So a device that asks
/// without end, or a driver that does not answer it, costs one interrupt.
/// </summary>
[Resident]
internal static class LineWait
{
    private struct Line
    {
        public WaitQueue Waiting;
        public ulong CameAt;
        public uint Proof;
        public bool HasCome;
    }

    [InlineArray(InterruptController.Lines)]
    private struct Table
    {
        private Line _first;
    }

    private static Table s_lines;

    /// <summary>When a line's last interrupt came, in ticks of the time-stamp counter; 0 where none has.</summary>
    public static ulong CameAt(int line) => s_lines[line].CameAt;

    /// <summary>A line is somebody's from here on: what came before is not.</summary>
    public static void Begin(int line, uint proof)
    {
        bool on = Scheduler.TurnOff();
        s_lines[line].HasCome = false;
        s_lines[line].CameAt = 0;
        s_lines[line].Proof = proof;
        Scheduler.TurnOn(on);
    }

    /// <summary>A line has another holder: who waits for the one before finds that out.</summary>
    public static void Move(int line, uint proof)
    {
        bool on = Scheduler.TurnOff();
        s_lines[line].Proof = proof;
        Scheduler.WakeAll(ref s_lines[line].Waiting);
        Scheduler.TurnOn(on);
    }

    /// <summary>
    /// Waits for an interrupt that has not been waited for, or a time; true if there is one, and the caller still is
    /// who holds the line.
    /// </summary>
    public static bool Wait(int line, uint proof, ulong until, out WakeReason reason)
    {
        bool on = Scheduler.TurnOff();
        ref Line waited = ref s_lines[line];
        reason = WakeReason.TimedOut;
        if (!waited.HasCome && waited.Proof == proof)
        {
            InterruptController.Unmask(line);
            if (until != Waiting.Not)
            {
                WaitQueue.Add(ref waited.Waiting, TaskReference.Current);
                reason = Scheduler.Wait(WaitKind.Interrupt, until);
            }
        }

        bool hasCome = waited.HasCome && waited.Proof == proof;
        if (hasCome)
        {
            waited.HasCome = false;
            OwnWait.PutOff(reason);
        }

        Scheduler.TurnOn(on);
        return hasCome;
    }

    /// <summary>An interrupt of a line has come.</summary>
    [RuntimeExport("theseus_line_interrupt")]
    internal static void OnInterrupt(int line)
    {
        ref Line came = ref s_lines[line];
        InterruptController.Mask(line);
        came.HasCome = true;
        came.CameAt = Cpu.ReadTimestamp();
        if (!came.Waiting.IsEmpty)
        {
            Scheduler.WakeAll(ref came.Waiting);
            Scheduler.SwitchSoon();
        }
    }

    /// <summary>The line is nobody's any more: who still waits for it finds that out.</summary>
    [RuntimeExport("theseus_line_released")]
    internal static void OnReleased(int line)
    {
        bool on = Scheduler.TurnOff();
        InterruptController.Mask(line);
        s_lines[line].Proof = 0;
        Scheduler.WakeAll(ref s_lines[line].Waiting);
        Scheduler.TurnOn(on);
    }
}
