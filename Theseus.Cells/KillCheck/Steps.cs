using System.Globalization;
using Theseus.Runtime.Testing;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Spawning;

namespace Theseus.Cells.KillCheck;

/// <summary>
/// Kills each victim at its first instruction, its second, and so on, until it comes to its end unharmed.
/// </summary>
internal static class Steps
{
    private const int Shown = 5;

    public static int Run(string which, int every)
    {
        Victim[] victims = [.. Victims.All.Where(v => which == "all" || v.Name == which)];
        if (victims.Length == 0)
        {
            Console.WriteLine($"no victim '{which}': {string.Join(' ', Victims.All.Select(v => v.Name))}");
            return 2;
        }

        int wrong = victims.Sum(victim => Run(victim, Math.Max(1, every)));
        Console.WriteLine(wrong == 0 ? "all whole" : $"{wrong} WRONG");
        return wrong == 0 ? 0 : 1;
    }

    private static int Run(Victim victim, int every)
    {
        for (int warm = 0; warm < 2; warm++)
        {
            victim.Reset();
            victim.Body(); // pages are loaded, constructors have run
        }

        (int wrong, int killed, ulong steps) = (0, 0, 0);
        ulong putOff = PutOff;
        for (ulong step = 0; ; step += (ulong)every)
        {
            victim.Reset();
            JoinHandle<bool> task = TaskBuilder.For(() =>
            {
                StepProbe.Arm(step);
                victim.Body();
            }).Spawn();
            task.Wait();
            StepProbe.Disarm();
            killed += task.EndKind == TaskEndKind.Killed ? 1 : 0;
            string? verdict = task.EndKind is TaskEndKind.Killed or TaskEndKind.Returned ? victim.Verdict()
                : $"it ended by {task.EndKind} {task.Exception}";
            if (verdict is not null && wrong++ < Shown)
            {
                Console.WriteLine($"  {victim.Name}, instruction {step}: {verdict}");
            }

            if (task.EndKind == TaskEndKind.Returned || wrong == Shown)
            {
                steps = step;
                break;
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{victim.Name,-14} {steps,6} instructions, {killed,6} kills, put off {PutOff - putOff,6} times, {wrong} wrong"));
        return wrong;
    }

    private static ulong PutOff => KillFigures.PutOff.Aggregate(0UL, (sum, reason) => sum + reason.Times);
}
