using System.Globalization;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Platform.Native.Time;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Faults;

namespace Shell;

/// <summary>The command 'faults'.</summary>
internal static class Faults
{
    private const int Shown = 8;

    /// <summary>Shows the newest, the newest last; or one of them with its whole stack.</summary>
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case []:
                return ShowNewest();
            case [var text] when ulong.TryParse(
                text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number):
                return ShowOne(number);
            default:
                return Commands.Usage("faults [NUMBER]");
        }
    }

    private static int ShowNewest()
    {
        FaultRecord[] records = new FaultRecord[Shown];
        int count = FaultLog.Look(records);
        for (int i = count - 1; i >= 0; i--)
        {
            Show(in records[i]);
        }

        Console.WriteLine(FaultLog.Count switch
        {
            0 => "  no faults since the machine was started",
            1 => "  1 fault since the machine was started",
            ulong all => $"  {all} faults since the machine was started",
        });
        return 0;
    }

    private static int ShowOne(ulong number)
    {
        FaultRecord record = default;
        if (!FaultLog.TryGet(number, ref record))
        {
            Console.Error.WriteLine($"faults: there is no fault {number}, or it is not kept any more");
            return 1;
        }

        Show(in record);
        foreach (nuint at in StackOf(in record))
        {
            Console.WriteLine($"      at {Describe(at)}");
        }

        return 0;
    }

    private static void Show(in FaultRecord record)
    {
        string name = record.TaskName.Text.IsEmpty ? "" : $" '{record.TaskName}'";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {record.Number}: {Seconds(record.At):F3} s, task {record.Task}{name} of {record.Program}: "
                + $"{What(in record)}"));
        if (record.FrameCount > 0)
        {
            Console.WriteLine($"      in {Describe(record.Frames[0])}");
        }

        string[] cells = [.. StackOf(in record).Select(CellOf).OfType<string>().Distinct()];
        if (cells.Length > 1)
        {
            Console.WriteLine($"      from {string.Join(", ", cells.Skip(1))}");
        }

        if (record.Cause != FaultCause.Damage && WhatOfCode(in record) is { } code)
        {
            Console.WriteLine($"      {code}");
        }

        if (WhatOfCell(in record) is { } cell)
        {
            Console.WriteLine($"      {cell}");
        }

        Console.WriteLine($"      {Outcome(in record)}");
    }

    private static string What(in FaultRecord record)
    {
        string type = record.Type == 0 ? "an exception" : NameOfType(record.Type);
        string where = record.Address == 0 ? "" : $" at {new VirtualAddress(record.Address)}";
        return record.Cause switch
        {
            FaultCause.Thrown => type,
            FaultCause.Hardware => $"{type}, raised by the CPU{where}",
            FaultCause.NotDispatched => $"{type}, which could not be dispatched",
            FaultCause.Abandoned => "failed again while its failure was handled",
            FaultCause.Cut => "killed, and did not end within its time",
            FaultCause.Silent => "gave no sign of life within its period",
            FaultCause.Starving => "kept those from running that are less urgent, and waited for nothing itself",
            FaultCause.Damage => $"found that {WhatOfPage(in record)}",
            _ => "a finalizer that did not end within its time",
        };
    }

    /// <summary>A page that the scrubber, or who was asked for it, has found.</summary>
    private static string WhatOfPage(in FaultRecord record) => record.Code switch
    {
        PageVerdict.Mended => $"{Bytes(record.WrongBytes)} of {Describe(record.WrongAt)} not what the file says",
        PageVerdict.FileDamaged => $"the file is damaged that {Describe(record.WrongAt)} is made from",
        _ => $"the page of {Describe(record.WrongAt)} is not what it was",
    };

    /// <summary>What was found of the code that a fault came from; nothing where that was right.</summary>
    private static string? WhatOfCode(in FaultRecord record) => record.Code switch
    {
        PageVerdict.Mended =>
            $"its code was not what its file says: mended, {Count(record.WrongBytes)} at {Describe(record.WrongAt)}",
        PageVerdict.Wrong => $"its code is not what it was, and cannot be mended: {Describe(record.WrongAt)}",
        PageVerdict.FileDamaged => $"whether its code is right cannot be said, for the file is damaged: "
            + Describe(record.WrongAt),
        PageVerdict.CannotTell => "whether its code is right could not be said",
        _ => null,
    };

    /// <summary>What became of the cells that were to begin anew for it; nothing where none was.</summary>
    private static string? WhatOfCell(in FaultRecord record)
    {
        string cell = record.Replacement == CellReplacement.None ? ""
            : CellRegistry.NameOf(record.ReplacedCell);
        string others = record.OthersReplaced == 0 ? "" : record.OthersReplaced == 1 ? ", and another with it"
            : $", and {record.OthersReplaced} others with it";
        return record.Replacement switch
        {
            CellReplacement.Fresh => $"the same fault again: the cell {cell} was replaced by a fresh copy{others}",
            CellReplacement.StillRunning => $"the same fault again: the cell {cell} could not be replaced, for task "
                + $"{record.RunningTask} is in it{others}",
            CellReplacement.NotInitialised => $"the same fault again: the cell {cell} was replaced by a fresh copy, "
                + $"whose module initialiser has failed{others}",
            _ => null,
        };
    }

    private static string Bytes(uint count) => count == 1 ? "1 byte was" : $"{count} bytes were";

    private static string Count(uint bytes) => bytes == 1 ? "1 byte" : $"{bytes} bytes";

    private static string OfPage(PageVerdict verdict) => verdict switch
    {
        PageVerdict.Mended => "mended: the page is what its file says",
        PageVerdict.FileDamaged => "left as it is: nobody can say what the page must hold",
        _ => "left as it is: there is nothing to mend it from, or no memory to do it in",
    };

    private static string Outcome(in FaultRecord record)
    {
        double milliseconds = record.Took * 1000.0 / Clock.Frequency;
        return record.Outcome switch
        {
            FaultOutcome.OfPage => OfPage(record.Code),
            FaultOutcome.RunAgain => "mended where it had faulted: the instruction was run again",
            FaultOutcome.Open => "nothing has been done about it yet",
            FaultOutcome.TaskEnded => string.Create(CultureInfo.InvariantCulture,
                $"the task was ended, {milliseconds:F1} ms later"),
            FaultOutcome.Restarted => string.Create(CultureInfo.InvariantCulture,
                $"the task was restarted ({record.Restart} of {record.MostRestarts} within "
                    + $"{record.WithinMs / 1000.0:0.###} s), {milliseconds:F1} ms later"),
            FaultOutcome.GivenUp => string.Create(CultureInfo.InvariantCulture,
                $"its supervisor gave up (a restart would have been {record.Restart} of {record.MostRestarts} within "
                    + $"{record.WithinMs / 1000.0:0.###} s), {milliseconds:F1} ms later"),
            _ => string.Create(CultureInfo.InvariantCulture,
                $"the program was ended with status {record.Status}, {milliseconds:F1} ms later"),
        };
    }

    /// <summary>Seconds from when the clock was started to a reading of the time-stamp counter.</summary>
    private static double Seconds(ulong at) => (Clock.Now - (double)(Cpu.ReadTimestamp() - at)) / Clock.Frequency;

    private static nuint[] StackOf(in FaultRecord record) =>
        [.. ((ReadOnlySpan<nuint>)record.Frames)[..record.FrameCount]];

    private static string? CellOf(nuint at) => CellRegistry.Find(new VirtualAddress(at))?.Name;

    /// <summary>
    /// What lies in no cell was made by a program that has ended; what lies in one may not load any more.
    /// </summary>
    private static string NameOfType(nuint type)
    {
        try
        {
            return (CellRegistry.Find(new VirtualAddress(type)) is null ? null : FaultTypes.NameOf(type))
                ?? Describe(type);
        }
        catch (CellLoadException)
        {
            return Describe(type);
        }
    }

    private static string Describe(nuint at)
    {
        VirtualAddress address = new(at);
        return CellRegistry.Find(address) is { } cell ? $"{cell.Name}: {cell.Describe(address)}" : $"{address}";
    }
}
