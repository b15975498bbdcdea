using System.Diagnostics;
using System.Globalization;
using Theseus.Build.Injection;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus inject CAMPAIGN [--seed N] [--count N] [--only N] [--cell NAME]</c>: has faults in a machine that
/// works, and says what became of each.
/// </summary>
public static class InjectCommand
{
    private const int SaidEvery = 25;

    /// <returns>0 if nothing was lost, 1 if something was.</returns>
    /// <exception cref="BuildException">
    /// <c>BadOption</c>: a campaign, a number or a cell is none; and whatever the build or the machine throws.
    /// </exception>
    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        InjectOptions options = InjectOptions.Parse(arguments);
        ImageBuild.Run(workspace, new BuildOptions());
        string folder = workspace.Temporary($"inject/{options.Campaign}");
        using InjectionRun run = new(workspace, folder);
        IReadOnlyList<CodeBlock> targets =
            InjectionTargets.Of(options.Campaign, run.Map, run.Profile, options.Cell);
        if (options.Cell is { } name && targets.Count == 0)
        {
            throw new BuildException("BadOption", $"of '{name}' the workload runs no code for these faults");
        }

        Progress.Say($"{run.Profile.Count} blocks of code run, {targets.Count} of them faults can be injected into");
        FaultPlan plan = new(options.Campaign, options.Seed, targets);
        List<Injected> faults = [];
        string losses = Path.Combine(folder, $"losses-{options.Seed}.log");
        using StreamWriter log = new(losses);
        Stopwatch clock = Stopwatch.StartNew();
        foreach (int number in options.Numbers)
        {
            Injected fault = run.Do(plan.Of(number), options.Campaign == Campaign.Software);
            faults.Add(fault);
            if (Outcomes.IsLoss(fault.Outcome) || options.Only is not null)
            {
                log.WriteLine($"==== {number} {fault.Outcome} {fault.Fault.Kind} {fault.Cell}: {fault.Function} "
                    + $"{fault.What}\n{fault.Text}");
                log.Flush();
            }

            if (faults.Count % SaidEvery == 0)
            {
                Progress.Say(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:F0} s: ")
                    + InjectionReport.Summary(options.Campaign, options.Seed, faults));
            }
        }

        if (options.Only is not null)
        {
            Console.Out.WriteLine($"{faults[0].Outcome}: {faults[0].Fault.Kind} in {faults[0].Cell}: "
                + $"{faults[0].Function}: {faults[0].What}\n{faults[0].Text}");
        }

        InjectionReport.Write(Console.Out, options.Campaign, options.Seed, faults);
        return faults.Exists(fault => Outcomes.IsLoss(fault.Outcome)) ? 1 : 0;
    }
}
