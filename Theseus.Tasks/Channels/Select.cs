using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Channels;

/// <summary>
/// Does one of several sends and receives: one that can be done at once, or else the first that can. The search for one
/// begins anywhere, so none is passed for ever. A case of which the other side is closed can be done, and says so
/// (<see cref="SelectCase.Result"/>).
/// </summary>
public static class Select
{
    private static ulong s_random = 1;

    /// <summary>Does one of the cases; which.</summary>
    /// <exception cref="ArgumentException">There is no case, or one is null.</exception>
    /// <exception cref="ChannelException">
    /// <see cref="ChannelError.Disposed"/>: an end of a case has been disposed of, before or while this waited.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">No task is left that could act at the other ends.</exception>
    public static int Wait(params ReadOnlySpan<SelectCase> cases) => TryWait(Timeout.Infinite, cases);

    /// <summary>Does one of the cases; which, or -1 where the time was over first and none was done.</summary>
    /// <param name="timeoutMs">0 does not wait; <see cref="Timeout.Infinite"/> waits for ever.</param>
    /// <param name="cases">The cases.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is below 0, and not infinite.</exception>
    /// <exception cref="ArgumentException">As <see cref="Wait"/>.</exception>
    /// <exception cref="ChannelException">As <see cref="Wait"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">As <see cref="Wait"/>.</exception>
    public static int TryWait(int timeoutMs, params ReadOnlySpan<SelectCase> cases)
    {
        if (cases.IsEmpty)
        {
            throw new ArgumentException("There is no case.", nameof(cases));
        }

        ulong until = Waiting.Until(timeoutMs);
        Waiter[] places = Places(cases);
        Waiter begin = places[Random(places.Length)];
        WaitOutcome outcome = Choose(begin, until, out Waiter? chosen, out Waiter? answered);
        AsyncWait.Complete(answered);
        foreach (SelectCase at in cases)
        {
            at.KeepOpen();
        }

        ChannelResult result = ChannelEnd.Told(outcome);
        int which = Array.IndexOf(places, chosen);
        if (which >= 0)
        {
            cases[which].Chosen(result, places[which].Message);
        }

        return which;
    }

    /// <summary>A place for each case, in a circle.</summary>
    private static Waiter[] Places(ReadOnlySpan<SelectCase> cases)
    {
        uint self = Waiting.Self;
        Waiter[] places = new Waiter[cases.Length];
        for (int i = 0; i < places.Length; i++)
        {
            SelectCase at = cases[i] ?? throw new ArgumentException("A case is null.", nameof(cases));
            places[i] = new Waiter(self) { End = at.End, Message = at.NewMessage() };
        }

        for (int i = 0; i < places.Length; i++)
        {
            places[i].Sibling = places[(i + 1) % places.Length];
        }

        return places;
    }

    /// <summary>A number below the given one. Two tasks may draw the same, which does no harm.</summary>
    private static int Random(int below)
    {
        s_random = unchecked((s_random * 6364136223846793005) + 1442695040888963407);
        return (int)((s_random >> 33) % (uint)below);
    }

    /// <summary>Tries each place of the circle once, then waits in all.</summary>
    [Resident]
    private static WaitOutcome Choose(Waiter begin, ulong until, out Waiter? chosen, out Waiter? answered)
    {
        bool on = Scheduler.TurnOff();
        WaitOutcome outcome = TryEach(begin, out chosen, out answered);
        if (outcome == WaitOutcome.None && until == Waiting.Not)
        {
            outcome = WaitOutcome.TimedOut;
        }
        else if (outcome == WaitOutcome.None)
        {
            AddEach(begin);
            outcome = Waiting.Wait(begin, until);
            chosen = begin.Answered;
        }

        Scheduler.TurnOn(on);
        return outcome;
    }

    [Resident]
    private static WaitOutcome TryEach(Waiter begin, out Waiter? chosen, out Waiter? answered)
    {
        chosen = null;
        answered = null;
        Waiter? at = begin;
        do
        {
            if (at.End is { } end && end.Core.TryAct(end, at, ref answered) is var outcome and not WaitOutcome.None)
            {
                chosen = at;
                return outcome;
            }

            at = at.Sibling;
        }
        while (at is not null && at != begin);

        return WaitOutcome.None;
    }

    [Resident]
    private static void AddEach(Waiter begin)
    {
        Waiter? at = begin;
        do
        {
            if (at.End is { } end)
            {
                end.Core.Add(end, at);
            }

            at = at.Sibling;
        }
        while (at is not null && at != begin);
    }
}
