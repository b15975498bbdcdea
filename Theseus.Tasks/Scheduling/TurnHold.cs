using Theseus.Runtime;

namespace Theseus.Tasks.Scheduling;

/// <summary>
/// While one is held, the timer does not stop the task: for code of the kernel's that calls the class library or a
/// driver in the middle of something, and is not reached by a native function, which holds the turn anyway.
/// </summary>
internal readonly ref struct TurnHold : IDisposable
{
    /// <summary>True if the running task may be stopped between two instructions of a program's code.</summary>
    public static bool IsFree
    {
        get
        {
            ref ThreadControlBlock running = ref ThreadControlBlock.Running;
            return running.TransitionFrame == 0 && running.Task.Holds == 0;
        }
    }

    /// <summary>Holds the turn until the value is disposed of.</summary>
    public static TurnHold Take()
    {
        ThreadControlBlock.Running.Task.Holds++;
        return default;
    }

    public void Dispose() => ThreadControlBlock.Running.Task.Holds--;
}
