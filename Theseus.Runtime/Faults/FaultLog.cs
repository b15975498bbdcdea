using Theseus.Format;

namespace Theseus.Runtime.Faults;

// The problem: what ended a task or a program is told to whoever sits at the console, once, and by the program itself.
// The idea: the kernel keeps the newest faults in numbers of its own, which belong to no instance and need no heap, so
// that they outlive programs and the shell, are there when memory is full, and stand in a panic's report.

/// <summary>The newest faults of this boot.</summary>
[Resident]
internal static class FaultLog
{
    private static FaultRecords s_records;
    private static ulong s_count;

    /// <summary>How many there were since the machine was started.</summary>
    public static ulong Count => s_count;

    /// <summary>Enters one, and gives it its number.</summary>
    public static void Add(ref FaultRecord record)
    {
        int on = Cpu.DisableInterrupts();
        record.Number = ++s_count;
        s_records[PlaceOf(record.Number)] = record;
        TurnOn(on);
    }

    /// <summary>A task has ended: what it has in the log is over.</summary>
    public static void CloseTask(uint task)
    {
        int on = Cpu.DisableInterrupts();
        foreach (ref FaultRecord record in (Span<FaultRecord>)s_records)
        {
            if (record.Task == task)
            {
                record.Close(FaultOutcome.TaskEnded);
            }
        }

        TurnOn(on);
    }

    /// <summary>A supervisor has done something about what it found of a task that has ended.</summary>
    /// <param name="task">The task's number; 0 for none.</param>
    /// <param name="outcome">What it has done.</param>
    /// <param name="restart">Which restart it was within the time.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="withinMs">The time, in milliseconds.</param>
    public static void Answer(uint task, FaultOutcome outcome, int restart, int most, int withinMs)
    {
        int on = Cpu.DisableInterrupts();
        foreach (ref FaultRecord record in (Span<FaultRecord>)s_records)
        {
            if (record.Task == task)
            {
                record.Answer(outcome, restart, most, withinMs);
            }
        }

        TurnOn(on);
    }

    /// <summary>A fresh copy of a cell was wanted for the newest fault of a task, if that is kept.</summary>
    /// <param name="task">The task's number.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="replacement">What became of it.</param>
    /// <param name="runningTask">Number of a task that was in it; 0 for none.</param>
    public static void Replaced(uint task, CellNumber cell, CellReplacement replacement, uint runningTask)
    {
        int on = Cpu.DisableInterrupts();
        ulong number = NewestOf(task);
        if (number != 0)
        {
            s_records[PlaceOf(number)].TakeReplacement(cell, replacement, runningTask);
        }

        TurnOn(on);
    }

    /// <summary>
    /// Address of the MethodTable of what ended a task, as far as that is kept; 0 where there is nothing of it.
    /// </summary>
    public static nuint TypeOf(uint task)
    {
        int on = Cpu.DisableInterrupts();
        ulong number = NewestOf(task);
        nuint type = number == 0 ? 0 : s_records[PlaceOf(number)].Type;
        TurnOn(on);
        return type;
    }

    /// <summary>A program has ended: what its tasks have in the log is over.</summary>
    public static void CloseProgram(uint program, int status)
    {
        int on = Cpu.DisableInterrupts();
        foreach (ref FaultRecord record in (Span<FaultRecord>)s_records)
        {
            if (record.ProgramNumber == program && record.Close(FaultOutcome.ProgramEnded))
            {
                record.Status = status;
            }
        }

        TurnOn(on);
    }

    /// <summary>Looks at as many as there is room for, the newest first; how many that were.</summary>
    public static int Look(Span<FaultRecord> records)
    {
        int on = Cpu.DisableInterrupts();
        int count = 0;
        for (ulong number = s_count; number > 0 && count < records.Length; number--)
        {
            if (!TryCopy(number, ref records[count]))
            {
                break;
            }

            count++;
        }

        TurnOn(on);
        return count;
    }

    /// <summary>Looks at the one of a number; false where it is not kept any more, or has not been.</summary>
    public static bool TryGet(ulong number, ref FaultRecord record)
    {
        int on = Cpu.DisableInterrupts();
        bool isKept = TryCopy(number, ref record);
        TurnOn(on);
        return isKept;
    }

    /// <summary>Looks at the newest of a task; false where there is none that is kept.</summary>
    public static bool TryGetOf(uint task, ref FaultRecord record)
    {
        int on = Cpu.DisableInterrupts();
        bool isKept = TryCopy(NewestOf(task), ref record);
        TurnOn(on);
        return isKept;
    }

    /// <summary>Number of the newest of a task that is kept; 0 for none. Interrupts are off.</summary>
    private static ulong NewestOf(uint task)
    {
        ulong newest = 0;
        foreach (ref FaultRecord record in (Span<FaultRecord>)s_records)
        {
            newest = record.Task == task && record.Number > newest ? record.Number : newest;
        }

        return newest;
    }

    private static bool TryCopy(ulong number, ref FaultRecord record)
    {
        ref FaultRecord kept = ref s_records[PlaceOf(number)];
        if (number == 0 || kept.Number != number)
        {
            return false;
        }

        record = kept;
        return true;
    }

    private static int PlaceOf(ulong number) => (int)(number % FaultRecords.Most);

    private static void TurnOn(int on)
    {
        if (on != 0)
        {
            Cpu.EnableInterrupts();
        }
    }
}
