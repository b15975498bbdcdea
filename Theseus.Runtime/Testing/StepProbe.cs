using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Interrupts;
using Theseus.Runtime.Unwind;

namespace Theseus.Runtime.Testing;

/// <summary>
/// Lets a task be killed at an instruction of its program's code, counted one by one with the CPU's trap flag (Intel
/// SDM volume 3, 19.3.1.4): the cell <c>killcheck</c> shows with it that a kill at any instruction leaves nothing
/// behind.
/// Nothing else may use it.
/// </summary>
[Resident]
internal static class StepProbe
{
    private static TaskReference s_task;
    private static ulong s_left;

    /// <summary>Instructions of programs that have been counted since <see cref="Arm"/>.</summary>
    public static ulong Counted { get; private set; }

    /// <summary>
    /// From the return on, so many instructions of programs are run by the calling task; then it is to be killed.
    /// </summary>
    public static void Arm(ulong instructions)
    {
        bool on = Cpu.DisableInterrupts() != 0;
        s_task = TaskReference.Current;
        s_left = instructions;
        Counted = 0;
        if (on)
        {
            Cpu.EnableInterrupts();
        }

        SetTrap();
    }

    /// <summary>Goes on counting after a wait, through which the CPU does not keep the flag.</summary>
    public static void GoOn()
    {
        if (TaskReference.Current == s_task)
        {
            SetTrap();
        }
    }

    /// <summary>Ends it. The task has ended, or is the caller.</summary>
    public static void Disarm() => s_task = default;

    /// <summary>Answers a debug exception; false if it is none of these.</summary>
    public static bool OnStep(ref InterruptFrame frame)
    {
        if (s_task.IsNone || (frame.Rflags & InterruptFrame.TrapFlag) == 0)
        {
            return false;
        }

        if (TaskReference.Current != s_task)
        {
            frame.Rflags &= ~InterruptFrame.TrapFlag; // it has been left by a call, which does not change the flag
            return true;
        }

        FunctionEntry entry = FunctionTable.Find((nuint)frame.Rip);
        if (!entry.Exists || !entry.Function.IsOfProgram)
        {
            return true;
        }

        Counted++;
        if (s_left != 0)
        {
            s_left--;
        }
        else
        {
            Upcalls.StepReached(ref frame);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_step")]
    private static extern void SetTrap();
}
