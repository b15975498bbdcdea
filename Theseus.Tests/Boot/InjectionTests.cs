using Theseus.Build;
using Theseus.Build.Injection;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// The short form of the campaigns (docs/injection.md): one boot, whose snapshot every fault begins with. What is
/// asked here is what no build may lose; figures belong to <c>./theseus inject</c>.
/// </summary>
public sealed class InjectionTests(InjectionTests.Boot boot) : IClassFixture<InjectionTests.Boot>
{
    private const int Seed = 7;
    private const int MostWords = 40;

    public sealed class Boot : IDisposable
    {
        private readonly Lazy<InjectionRun> _run = new(
            () => new InjectionRun(Workspace.Find(), Workspace.Find().Temporary("inject/tests")));

        public InjectionRun Run => _run.Value;

        /// <summary>Injects faults of numbers of a campaign, into one cell or into all.</summary>
        public Injected[] Inject(Campaign campaign, IEnumerable<int> numbers, string? cell = null)
        {
            FaultPlan plan = new(campaign, Seed, InjectionTargets.Of(campaign, Run.Map, Run.Profile, cell));
            return [.. numbers.Select(number => Run.Do(plan.Of(number), campaign == Campaign.Software))];
        }

        public void Dispose()
        {
            if (_run.IsValueCreated)
            {
                _run.Value.Dispose();
            }
        }
    }

    private static string Said(IEnumerable<Injected> faults) => string.Join('\n', faults.Where(
        fault => Outcomes.IsLoss(fault.Outcome)).Select(fault => $"{fault.Fault.Number} {fault.Outcome} "
            + $"{fault.Fault.Kind} {fault.Cell}: {fault.Function}: {fault.What}\n{fault.Text}"));

    [Fact]
    public void Whatever_software_does_wrong_the_workload_goes_on_with_right_results()
    {
        Injected[] faults = boot.Inject(Campaign.Software, Enumerable.Range(1, 30));
        Assert.True(faults.Count(fault => Outcomes.IsManifested(fault.Outcome)) >= 10, Said(faults));
        Assert.True(faults.All(fault => !Outcomes.IsLoss(fault.Outcome)), Said(faults));
    }

    [Fact]
    public void Words_of_a_programs_code_that_change_are_mended_or_what_they_have_done_is_begun_anew()
    {
        // Most are found by comparison before they are run, in some builds all of the first ones: until one was not.
        List<Injected> faults = [];
        foreach (int number in Enumerable.Range(1, 1000).Where(number => KindOf(number) == FaultKind.TextWord))
        {
            bool isEnough = faults.Count >= 8 && faults.Exists(fault => Outcomes.IsRecovered(fault.Outcome));
            if (isEnough || faults.Count == MostWords)
            {
                break;
            }

            faults.AddRange(boot.Inject(Campaign.Hardware, [number], "Workload"));
        }

        Assert.InRange(faults.Count, 8, MostWords);
        Assert.Contains(faults, fault => Outcomes.IsRecovered(fault.Outcome));
        Assert.True(faults.All(fault => fault.Outcome != Outcome.SystemDead), Said(faults));
    }

    [Fact]
    public void An_allocation_that_fails_is_contained_whichever_it_is()
    {
        Injected[] faults = boot.Inject(Campaign.Allocation, [1, 2, 3, 50, 200, 1000]);
        Assert.True(faults.All(fault => !Outcomes.IsLoss(fault.Outcome)), Said(faults));
        Assert.Contains(faults, fault => Outcomes.IsRecovered(fault.Outcome));
    }

    [Fact]
    public void A_fault_comes_to_the_same_each_time()
    {
        Injected[] faults = boot.Inject(Campaign.Software, [3, 4, 3, 4]);
        Assert.Equal((faults[0].What, faults[0].Outcome), (faults[2].What, faults[2].Outcome));
        Assert.Equal((faults[1].What, faults[1].Outcome), (faults[3].What, faults[3].Outcome));
    }

    private FaultKind KindOf(int number) => new FaultPlan(
        Campaign.Hardware, Seed, InjectionTargets.Of(Campaign.Hardware, boot.Run.Map, boot.Run.Profile, "Workload"))
        .Of(number).Kind;
}
