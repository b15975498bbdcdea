using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;

namespace Theseus.Tasks.Scheduling;

/// <summary>What can be said of the tasks that there are.</summary>
internal static class TaskList
{
    private const int All = -1;

    /// <summary>What a task did when it was looked at.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Program">Place of the program that it belongs to; 0 for the system's own.</param>
    /// <param name="Phase">What it did.</param>
    /// <param name="Kind">What it waited for, if it did.</param>
    /// <param name="RunTicks">Ticks of the time-stamp counter that it had run.</param>
    /// <param name="Waits">How often it had begun to wait.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="EntryCell">The cell in which it began.</param>
    /// <param name="StackLow">The lowest address of its stack.</param>
    /// <param name="StackHigh">One past the highest.</param>
    /// <param name="StackCommitted">The lowest that has memory.</param>
    /// <param name="Memory">Whose its memory is, in the table of owners; 0 where that is its program.</param>
    internal readonly record struct Line(
        uint Number, int Program, TaskPhase Phase, WaitKind Kind, ulong RunTicks, ulong Waits, TaskName Name,
        CellNumber EntryCell, nuint StackLow, nuint StackHigh, nuint StackCommitted, ushort Memory);

    /// <summary>The running task's number.</summary>
    public static uint CurrentNumber => NumberOf(in TaskReference.Current.State);

    /// <summary>How many there are.</summary>
    public static int Count => CountOf(All);

    /// <summary>How many the program of the running task has.</summary>
    public static int CountOfProgram => CountOf(TaskReference.Current.State.Program);

    private static int CountOf(int program)
    {
        bool on = Scheduler.TurnOff();
        int count = 0;
        for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
        {
            count += program == All || task.State.Program == program ? 1 : 0;
        }

        Scheduler.TurnOn(on);
        return count;
    }

    /// <summary>Looks at as many as there is room for; how many that were.</summary>
    public static int Look(Span<Line> lines)
    {
        bool on = Scheduler.TurnOff();
        ulong now = Cpu.ReadTimestamp();
        int count = 0;
        for (TaskReference task = Threads.FirstTask; !task.IsNone && count < lines.Length; task = task.NextOfAll)
        {
            ref TaskState state = ref task.State;
            bool runs = task == TaskReference.Current;
            lines[count++] = new Line(
                NumberOf(in state), state.Program, runs ? TaskPhase.Running : state.Phase, state.Kind,
                runs ? state.RanUntil(now) : state.RunTicks, state.Waits, state.Name, state.EntryCell,
                task.Block.StackLow, task.Block.StackHigh, task.Block.Committed, state.Owner);
        }

        Scheduler.TurnOn(on);
        return count;
    }

    /// <summary>The boot's task was there before numbers were given.</summary>
    [Resident]
    internal static uint NumberOf(in TaskState state) => state.Number == 0 ? TaskStarts.FirstNumber : state.Number;
}
