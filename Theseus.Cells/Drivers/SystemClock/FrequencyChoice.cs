namespace Theseus.Cells.Drivers.SystemClock;

/// <summary>Which of several answers about the time-stamp counter's rate is to be believed.</summary>
internal static class FrequencyChoice
{
    private const ulong Least = 20_000_000;
    private const ulong Most = 20_000_000_000;

    /// <summary>No machine that the system runs on counts slower or faster, emulated ones included.</summary>
    public static bool IsPlausible(ulong frequency) => frequency is >= Least and <= Most;

    /// <summary>The middle of one to three answers, the lower of two; 0 of none.</summary>
    public static ulong Middle(ReadOnlySpan<ulong> found) => found switch
    {
        [] => 0,
        [ulong one] => one,
        [ulong a, ulong b] => Math.Min(a, b),
        [ulong a, ulong b, ulong c, ..] => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c)),
    };

    /// <summary>What CPUID says; 0 where it says nothing plausible.</summary>
    /// <param name="crystal">Leaf 0x15: the ratio's denominator, its numerator, and the crystal's Hz.</param>
    /// <param name="nominalMHz">Leaf 0x16: the base frequency, close enough where nothing else is.</param>
    /// <param name="hypervisorKHz">Leaf 0x40000010: what the hypervisor says.</param>
    public static ulong OfProcessor((uint Denominator, uint Numerator, uint Hz) crystal, uint nominalMHz,
        uint hypervisorKHz)
    {
        ulong byHypervisor = hypervisorKHz * 1000UL;
        ulong byCrystal = crystal.Denominator == 0 ? 0 : (ulong)crystal.Hz * crystal.Numerator / crystal.Denominator;
        ulong byName = nominalMHz * 1_000_000UL;
        return IsPlausible(byHypervisor) ? byHypervisor : IsPlausible(byCrystal) ? byCrystal : IsPlausible(byName)
            ? byName : 0;
    }
}
