using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Faults;
using Theseus.Tasks.Scheduling;

namespace Theseus.CellLinker;

/// <summary>
/// The task that compares one page of code or constants after the other, as long as the machine runs, so slowly that
/// nobody notices. It is the system's own and of no program. What compares is in the nano-core and cannot fail; what
/// says that something was found may, and then the task goes on with the next page.
/// </summary>
internal static class Scrubber
{
    /// <summary>Milliseconds from one page to the next, where nobody has said otherwise.</summary>
    public const uint UsualPaceMs = 250;

    /// <summary>The longest time that can be asked for, in milliseconds: an hour.</summary>
    public const uint LongestPaceMs = 3_600_000;

    private const int MostKnown = 16;
    private const int MostPassedOver = 256; // pages that are not in memory, before others have their turn

    [InlineArray(MostKnown)]
    private struct Known
    {
        private ulong _first;
    }

    private static CellNumber s_cell;
    private static uint s_page;
    private static Known s_known; // pages that cannot be mended: each is said once
    private static int s_nextKnown;

    /// <summary>Milliseconds from one page to the next.</summary>
    public static uint PaceMs { get; private set; } = UsualPaceMs;

    /// <summary>How often it has been through all cells.</summary>
    public static ulong Passes { get; private set; }

    /// <summary>How often it has failed, and gone on.</summary>
    public static int BegunAnew { get; private set; }

    /// <summary>Address of the MethodTable of what it failed with last; 0 where that is not known.</summary>
    public static nuint LastType { get; private set; }

    /// <summary>Changes the pace, from now on.</summary>
    /// <param name="paceMs">Milliseconds from one page to the next, 1 to <see cref="LongestPaceMs"/>; others are taken
    /// for the nearest.</param>
    public static void SetPace(uint paceMs)
    {
        PaceMs = Math.Clamp(paceMs, 1, LongestPaceMs);
        bool on = Scheduler.TurnOff();
        Scheduler.Wake(SystemTask.Scrubber);
        Scheduler.TurnOn(on);
    }

    /// <summary>Theseus.Tasks: what its task does.</summary>
    [RuntimeExport("theseus_run_scrubber")]
    private static void Run()
    {
        while (true)
        {
            AwaitDamage(out PageCheck check, out VirtualAddress at);
            OnDamage(in check, at);
        }
    }

    /// <summary>Compares, until something is not as it should be.</summary>
    [Resident]
    private static void AwaitDamage(out PageCheck check, out VirtualAddress at)
    {
        do
        {
            bool on = Scheduler.TurnOff();
            Scheduler.Wait(WaitKind.Work, Scheduler.After(PaceMs));
            Scheduler.TurnOn(on);
            NanoCoreSums.Take();
            (check, at) = (default, default);
            if (TryNext(out CellNumber cell, out uint page))
            {
                check = PageComparison.Run(cell, page);
                at = CellTable.At(cell).Base + ((ulong)page * CellHeader.PageBytes) + check.First;
            }
        }
        while (!check.IsDamage || IsKnown(in check, at));
    }

    /// <summary>True for a page that could not be mended in an earlier pass either, and was said then.</summary>
    [Resident]
    private static bool IsKnown(in PageCheck check, VirtualAddress at)
    {
        if (check.Verdict == PageVerdict.Mended)
        {
            return false;
        }

        ulong page = at.Value / CellHeader.PageBytes;
        Span<ulong> known = s_known;
        if (known.Contains(page))
        {
            return true;
        }

        known[s_nextKnown] = page;
        s_nextKnown = (s_nextKnown + 1) % MostKnown;
        return false;
    }

    /// <summary>The next page that can be compared. False where none is among those that come next.</summary>
    [Resident]
    private static bool TryNext(out CellNumber cell, out uint page)
    {
        for (int passedOver = 0; passedOver < MostPassedOver; passedOver++)
        {
            if (!CellTable.Has(s_cell))
            {
                (s_cell, s_page) = (CellNumber.NanoCore, 0);
                Passes++;
            }

            (cell, page) = (s_cell, s_page++);
            if (PageComparison.IsComparable(cell, page))
            {
                return true;
            }

            if (page >= PageComparison.FixedPages(cell))
            {
                (s_cell, s_page) = (cell.Next, 0);
            }
        }

        (cell, page) = (CellNumber.None, 0);
        return false;
    }

    /// <summary>Says it, in the first instance, where the system's own objects are.</summary>
    private static void OnDamage(in PageCheck check, VirtualAddress at)
    {
        ref TaskState state = ref TaskReference.Current.State;
        Enter(ref state, Instances.First);
        try
        {
            DamageLog.Enter(in check, at);
            DamageLog.Say(in check, at);
        }
        catch (Exception) when (TaskFault.IsNoted())
        {
            BegunAnew++; // it goes on with the next page
            LastType = FaultLog.TypeOf(TaskList.CurrentNumber);
        }

        state.Instance = 0;
    }

    private static void Enter(ref TaskState state, nuint instance)
    {
        bool on = Scheduler.TurnOff();
        state.Instance = instance;
        Instances.Activate(instance);
        Scheduler.TurnOn(on);
    }
}
