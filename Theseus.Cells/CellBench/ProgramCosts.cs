using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Tasks.Programs;

namespace Theseus.Cells.CellBench;

/// <summary>What it costs to run a program, and to switch between two: an instance each of all managed state.</summary>
internal static class ProgramCosts
{
    /// <summary>An argument with which this program does nothing.</summary>
    public const string Nothing = "nothing";

    /// <summary>An argument with which it lets others run for ever.</summary>
    public const string Yielding = "yielding";

    public static void Run(Report report, int rounds)
    {
        CellNumber self = Apps.Find("cellbench");
        Samples whole = new(rounds);
        for (int i = 0; i <= rounds; i++)
        {
            ulong start = Samples.Now();
            ProgramRunner.Run(self, [Nothing]);
            if (i != 0)
            {
                whole.Add(start, Samples.Now());
            }
        }

        Samples switches = new(rounds);
        int beside = ProgramRunner.Start(self, [Yielding], atKeyboard: false);
        for (int i = 0; i <= rounds; i++)
        {
            ulong start = Samples.Now();
            Thread.Yield();
            if (i != 0)
            {
                switches.Add(start, Samples.Now());
            }
        }

        ProgramTable.End(beside, ProgramEnd.Killed);
        ProgramTable.WaitFor(beside);
        ProgramRunner.Reap(beside);
        report.Median("begin a program that does nothing, and end it", whole);
        report.Median("switch to a task of another program, and back", switches);
    }
}
