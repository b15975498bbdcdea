using Theseus.Format;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Ownership;

/// <summary>Numbers by which people know locks and channels; none is given twice in a boot.</summary>
[Resident]
internal static class OwnedNumbers
{
    private static uint s_last;

    /// <summary>The next.</summary>
    public static uint Next()
    {
        bool on = Scheduler.TurnOff();
        uint number = ++s_last;
        Scheduler.TurnOn(on);
        return number;
    }
}
