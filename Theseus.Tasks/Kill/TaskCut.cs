using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Runtime.Kill;
using Theseus.Tasks.Faults;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Kill;

/// <summary>
/// The end of a task that did not end within its time, by an endless <c>finally</c> for example: it is left where it
/// stands, and none of its handlers runs. Where it stands in something that others need whole (the kernel's code, a
/// class constructor), its program ends with it.
/// </summary>
internal static class TaskCut
{
    /// <summary>Cuts a task that does not run.</summary>
    public static void Cut(TaskReference task)
    {
        KillFigures.Cut++;
        TaskFault.OfCut(task);
        bool isMain = task == ProgramTable.At(task.State.Program).Main;
        bool isAlone = task.Block.TransitionFrame == 0 && task.State.Holds == 0
            && KillPoint.WhereLeft(ref task.Block) != KillObstacle.InClassConstructor;
        Upcalls.Write(isMain ? "A program did not end within its time, and was cut.\n"u8
            : isAlone ? "A task did not end within its time, and was cut.\n"u8
            : "A task did not end within its time, and nothing else of it can be kept: the program is ended.\n"u8);
        if ((!isAlone || isMain) && task.State.Program != 0)
        {
            ProgramTable.End(task.State.Program, ProgramEnd.Cut);
            return;
        }

        uint number = task.State.Number;
        SpawnedTask.HasBeenCut(task);
        TaskEnds.Cut(task);
        FaultLog.CloseTask(number);
    }
}
