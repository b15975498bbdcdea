using System.Globalization;

namespace Theseus.Build.Injection;

/// <summary>Tables of what became of a campaign's faults, by kind and by cell, and each loss with its number.</summary>
public static class InjectionReport
{
    private static readonly (string Title, Outcome Outcome)[] s_columns =
    [
        ("not injected", Outcome.NotInjected),
        ("not manifested", Outcome.NotManifested),
        ("mended", Outcome.Mended),
        ("code mended", Outcome.CodeMended),
        ("task restarted", Outcome.TaskRestarted),
        ("program ended", Outcome.ProgramEnded),
        ("program restarted", Outcome.ProgramRestarted),
        ("cell replaced", Outcome.CellReplaced),
        ("service lost", Outcome.ServiceLost),
        ("silent corruption", Outcome.SilentCorruption),
        ("system dead", Outcome.SystemDead),
    ];

    /// <summary>Writes all of it.</summary>
    public static void Write(TextWriter output, Campaign campaign, int seed, IReadOnlyList<Injected> faults)
    {
        Table(output, "kind", faults, fault => $"{fault.Fault.Kind}");
        if (campaign != Campaign.Allocation)
        {
            Table(output, "cell", faults, fault => fault.Cell);
        }

        Injected[] losses = [.. faults.Where(fault => Outcomes.IsLoss(fault.Outcome))];
        if (losses.Length > 0)
        {
            output.WriteLine("| loss | fault | where | what |");
            output.WriteLine("| --- | --- | --- | --- |");
            foreach (Injected loss in losses.OrderByDescending(loss => loss.Outcome))
            {
                output.WriteLine($"| {loss.Outcome} | "
                    + $"{campaign.ToString().ToLowerInvariant()} --seed {seed} --only {loss.Fault.Number} | "
                    + $"{loss.Cell}: {loss.Function} | {loss.Fault.Kind}: {loss.What} |");
            }

            output.WriteLine();
        }

        output.WriteLine(Summary(campaign, seed, faults));
    }

    /// <summary>A line that says it all.</summary>
    public static string Summary(Campaign campaign, int seed, IReadOnlyList<Injected> faults)
    {
        int injected = faults.Count(fault => fault.Outcome != Outcome.NotInjected);
        int manifested = faults.Count(fault => Outcomes.IsManifested(fault.Outcome));
        int recovered = faults.Count(fault => Outcomes.IsRecovered(fault.Outcome));
        int dead = faults.Count(fault => fault.Outcome == Outcome.SystemDead);
        return string.Create(CultureInfo.InvariantCulture,
            $"{campaign}, seed {seed}: {injected} faults injected, {manifested} manifested, {recovered} of those "
                + $"recovered ({Percent(recovered, manifested):F1} %); the system survived {injected - dead} "
                + $"of {injected}");
    }

    /// <summary>The part that something is of a whole, in percent; 100 where there is no whole.</summary>
    public static double Percent(int part, int whole) => whole == 0 ? 100 : 100.0 * part / whole;

    private static void Table(
        TextWriter output, string by, IReadOnlyList<Injected> faults, Func<Injected, string> key)
    {
        output.WriteLine($"| {by} | {string.Join(" | ", s_columns.Select(column => column.Title))} | recovered |");
        output.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", s_columns.Length + 1))}");
        foreach (IGrouping<string, Injected> group in faults.GroupBy(key)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Row(output, group.Key, [.. group]);
        }

        Row(output, "all", faults);
        output.WriteLine();
    }

    private static void Row(TextWriter output, string name, IReadOnlyList<Injected> faults)
    {
        int manifested = faults.Count(fault => Outcomes.IsManifested(fault.Outcome));
        int recovered = faults.Count(fault => Outcomes.IsRecovered(fault.Outcome));
        string counts = string.Join(" | ", s_columns.Select(column =>
            faults.Count(fault => fault.Outcome == column.Outcome).ToString(CultureInfo.InvariantCulture)));
        string percent = manifested == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $"{Percent(recovered, manifested):F1} %");
        output.WriteLine($"| {name} | {counts} | {percent} |");
    }
}
