using System.Globalization;
using System.Text;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Platform.Native.Time;
using Theseus.Platform.Terminal;
using Theseus.Runtime;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Shell;

/// <summary>The command 'top': which program has how much of the CPU, each second anew.</summary>
internal static class Top
{
    private const ulong RoundMilliseconds = 1000;
    private const int MostTasks = 1024;

    /// <summary>Until a key is pressed, or so many rounds.</summary>
    public static int Run(string[] arguments)
    {
        int rounds = int.MaxValue;
        if (arguments is ["-n", var text]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds > 0)
        {
            arguments = [];
        }

        if (arguments.Length != 0)
        {
            return Commands.Usage("top [-n ROUNDS]");
        }

        bool isLive = rounds == int.MaxValue;
        Sample before = new();
        byte[] key = new byte[16];
        for (int round = 0; round < rounds; round++)
        {
            ulong until = Scheduler.After(RoundMilliseconds);
            if (isLive)
            {
                ConsoleInput.Wait(until);
                if (ConsoleInput.IsReady)
                {
                    ConsoleInput.Read(key);
                    return 0;
                }
            }
            else
            {
                TaskSleep.For(RoundMilliseconds);
            }

            Sample now = new();
            ConsoleOutput.Write(Encoding.UTF8.GetBytes((isLive ? "\x1b[H\x1b[2J" : "") + now.Since(before)));
            before = now;
        }

        return 0;
    }

    /// <summary>What each program had run at a moment.</summary>
    private sealed class Sample
    {
        private readonly ulong _at = Cpu.ReadTimestamp();
        private readonly ulong _idle = Scheduler.IdleTicks;
        private readonly ulong[] _ran = new ulong[ProgramTable.Places];
        private readonly uint[] _numbers = new uint[ProgramTable.Places];
        private readonly int[] _tasks = new int[ProgramTable.Places];

        public Sample()
        {
            TaskList.Line[] lines = new TaskList.Line[MostTasks];
            int count = TaskList.Look(lines);
            foreach (TaskList.Line line in lines.AsSpan(0, count))
            {
                _ran[line.Program] += line.RunTicks;
                _tasks[line.Program]++;
            }

            for (int place = 0; place < ProgramTable.Places; place++)
            {
                _ran[place] += ProgramTable.At(place).RunTicks;
                _numbers[place] = ProgramTable.At(place).Number;
            }
        }

        public string Since(Sample before)
        {
            StringBuilder text = new();
            double ticks = Math.Max(1, _at - before._at);
            text.Append(CultureInfo.InvariantCulture,
                $"  idle {100 * (_idle - before._idle) / ticks:F1} %, "
                + $"{FrameAllocator.FreeFrames * Frame.Bytes >> 20} MiB free\n");
            text.Append("  number  program           state     CPU %     CPU ms  tasks\n");
            for (int place = 0; place < ProgramTable.Places; place++)
            {
                ref ProgramRecord record = ref ProgramTable.At(place);
                if (place != 0 && record.Phase == ProgramPhase.None)
                {
                    continue;
                }

                ulong earlier = before._numbers[place] == _numbers[place] ? before._ran[place] : 0;
                ulong ran = _ran[place] - Math.Min(earlier, _ran[place]);
                string name = ProgramRunner.NameOf(place);
                string state = place == 0 ? "Running" : $"{record.Phase}";
                text.Append(CultureInfo.InvariantCulture, $"  {_numbers[place],6}  {name,-16}  {state,-8} "
                    + $"{100 * ran / ticks,6:F1} {_ran[place] * 1000.0 / Clock.Frequency,10:F0}  {_tasks[place],5}\n");
            }

            return text.ToString();
        }
    }
}
