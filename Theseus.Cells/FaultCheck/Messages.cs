using Theseus.Memory.Testing;
using Theseus.Runtime;
using Theseus.Tasks.Channels;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Supervision;

namespace Theseus.Cells.FaultCheck;

/// <summary>
/// The faults in communication between tasks by which Theseus (OSDI 2020) was set beside MINIX 3, one by one, in the
/// channels of this system: docs/recovery.md has the list, and where it is from. Two tasks that begin anew together,
/// with a channel of their own, send numbers; the fault comes once, in the middle. All numbers must arrive, once and in
/// order, whatever had to begin anew.
/// </summary>
internal static class Messages
{
    private const int Many = 20;
    private const int Faulty = 7; // the number at which the fault comes
    private const int PeriodMs = 400;
    private const int MostRestarts = 12;
    private const int WithinMs = 600_000;
    private const int LimitMs = 60_000;
    private const int BackOffMs = 5;

    private static readonly (string Id, string What, Action<Link> InSender, Action<Link> InReceiver)[] s_faults =
    [
        ("s1", "a page fault in the sender's routine", link => Break(link.Sender!.End, link.Core), Nothing),
        ("s2", "the sender's message is null", link => link.Sender!.End.Send(null!, Scheduler.Never), Nothing),
        ("s3", "the sender's message is at an unmapped address",
            link => link.Sender!.End.Send(BrokenReference.To<Message>(), Scheduler.Never), Nothing),
        ("s4", "the sender's task is at an unmapped address", SendAsNobody, Nothing),
        ("s5", "the queue of senders is at an unmapped address",
            link => Break(link.Core, link.Core.WaitingSenders), Nothing),
        ("s6", "an empty channel has a receiver that does not wait when a send begins",
            link => link.Core.WaitingReceivers.Add(new Waiter(Waiting.Self)), Nothing),
        ("s7", "what the sender has done is not noted, and nobody is woken", LoseReceiver, Nothing),
        ("r1", "the receiver's task is at an unmapped address", Nothing, ReceiveAsNobody),
        ("r2", "an empty channel has a message when a receive begins", Nothing, Repeat),
        ("r3", "a page fault in the receiver's routine", Nothing, link => Break(link.Receiver!.End, link.Core)),
        ("r4", "the receiver's place for a message is null", Nothing, ReceiveIntoNothing),
        ("r5", "the queue of receivers is at an unmapped address", Nothing,
            link => Break(link.Core, link.Core.WaitingReceivers)),
        ("r6", "an empty slot is marked as occupied", Nothing, Vacate),
    ];

    /// <summary>What outlives the tasks: how far they have come, and the channel of their newest life.</summary>
    private sealed class Link
    {
        public List<int> Received { get; } = [];

        public int Gaps { get; set; }

        public int Repeats { get; set; }

        public bool IsBroken { get; set; }

        public bool IsReceiverHeld { get; set; }

        public Sender<int>? Sender { get; set; }

        public Receiver<int>? Receiver { get; set; }

        public ChannelCore Core => Sender!.End.Core;
    }

    /// <summary>One line for each fault, or for one of them.</summary>
    public static int Run(string? only)
    {
        int failed = 0;
        foreach ((string id, string what, Action<Link> inSender, Action<Link> inReceiver) in s_faults)
        {
            if (only is null || only == id)
            {
                failed += IsRecovered(id, what, inSender, inReceiver) ? 0 : 1;
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }

        Console.WriteLine($"{failed} failed");
        return failed;
    }

    private static bool IsRecovered(string id, string what, Action<Link> inSender, Action<Link> inReceiver)
    {
        Link link = new();
        Supervisor supervisor = Supervisor.Begin(id, new RestartPolicy(
            RestartStrategy.AllForOne, MostRestarts, WithinMs, BackOffMs, BackOffMs, replacesCells: false));
        SupervisedTask? receiver = null;
        SupervisedTask? sender = null;
        receiver = supervisor.Start("receiver", () => Receive(link, inReceiver, id == "r6" ? 1 : 0),
            RestartKind.Permanent, PeriodMs);
        sender = supervisor.Start("sender", () => Send(link, inSender), RestartKind.Permanent, PeriodMs);
        long started = Environment.TickCount64;
        while (link.Received.Count < Many && supervisor.State == ServiceState.Running
            && Environment.TickCount64 - started < LimitMs)
        {
            Thread.Sleep(1);
        }

        bool isWhole = link.IsBroken && link.Received.SequenceEqual(Enumerable.Range(1, Many));
        string how = receiver.WasSilent || sender.WasSilent ? "a watchdog" : "an exception";
        int restarts = Math.Max(receiver.Restarts, sender.Restarts);
        supervisor.Dispose();
        Console.WriteLine($"{(isWhole ? "ok" : "FAIL")} {id} {what}: {link.Received.Count} of {Many}, "
            + $"restarted {(restarts == 0 ? "never" : $"{restarts} times, by {how}")}, {link.Gaps} gaps, {link.Repeats} repeats");
        return isWhole;
    }

    private static void Receive(Link link, Action<Link> fault, int capacity)
    {
        (Sender<int> sender, Receiver<int> receiver) =
            capacity == 0 ? Channel.Rendezvous<int>() : Channel.Bounded<int>(capacity);
        (link.Receiver, link.Sender) = (receiver, sender);
        while (link.Received.Count < Many)
        {
            while (link.IsReceiverHeld && link.Received.Count >= Faulty && link.Core.WaitingSenders.Count == 0)
            {
                Thread.Sleep(1);
            }

            BreakOnce(link, fault);
            int number = receiver.Receive();
            SupervisedTask.Current!.Beat();
            if (number <= link.Received.Count)
            {
                link.Repeats++;
                continue;
            }

            if (number > link.Received.Count + 1)
            {
                link.Gaps++;
                throw new InvalidOperationException($"{number} came after {link.Received.Count}");
            }

            link.Received.Add(number);
        }

        Rest();
    }

    private static void Send(Link link, Action<Link> fault)
    {
        for (int next = link.Received.Count + 1; next <= Many; next++)
        {
            BreakOnce(link, next == Faulty ? fault : Nothing);
            link.Sender!.Send(next);
            SupervisedTask.Current!.Beat();
        }

        Rest();
    }

    /// <summary>It has done all that it had to, and is well.</summary>
    private static void Rest()
    {
        while (true)
        {
            Thread.Sleep(PeriodMs / 4);
            SupervisedTask.Current!.Beat();
        }
    }

    private static void BreakOnce(Link link, Action<Link> fault)
    {
        if (fault != Nothing && !link.IsBroken && link.Received.Count >= Faulty - 1)
        {
            link.IsBroken = true;
            fault(link);
        }
    }

    private static void Nothing(Link link)
    {
    }

    private static void Break(object holder, object target)
    {
        if (!BrokenReference.Redirect(holder, target))
        {
            throw new InvalidOperationException("there is no such field to break");
        }
    }

    private static Waiter OfNobody()
    {
        Waiter waiter = new(Waiting.Self);
        if (!BrokenReference.Redirect(waiter, TaskReference.Current))
        {
            throw new InvalidOperationException("there is no such field to break");
        }

        return waiter;
    }

    /// <summary>The receiver is not to wait, or else the sender would not have to.</summary>
    private static void SendAsNobody(Link link)
    {
        link.IsReceiverHeld = true;
        link.Sender!.Send(Faulty);
        link.Core.Send(link.Sender!.End, new Message<int>(Faulty + 1), OfNobody(), Scheduler.Never, out _);
    }

    private static void ReceiveAsNobody(Link link) => link.Core.Receive(
        link.Receiver!.End, OfNobody(), Scheduler.Never, out _, out _);

    private static void ReceiveIntoNothing(Link link) => link.Core.Receive(
        link.Receiver!.End, null, Scheduler.Never, out BrokenReference.NoPlace<Message?>(), out _);

    /// <summary>The receiver that waits is taken for one that has been served.</summary>
    private static void LoseReceiver(Link link)
    {
        Waiter? receiver = link.Core.WaitingReceivers.Longest();
        while (receiver is null)
        {
            Thread.Sleep(1);
            receiver = link.Core.WaitingReceivers.Longest();
        }

        receiver.Leave();
    }

    /// <summary>What was received last stands there once more.</summary>
    private static void Repeat(Link link) => link.Core.WaitingSenders.Add(
        new Waiter(new TaskCompletionSource()) { Message = new Message<int>(Faulty - 1) });

    /// <summary>The message goes, and the slot does not know.</summary>
    private static void Vacate(Link link)
    {
        while (link.Core.FirstMessage is null)
        {
            Thread.Sleep(1);
        }

        Message message = link.Core.FirstMessage;
        if (!BrokenReference.Redirect(link.Core, message, 0) || !BrokenReference.Redirect(link.Core, message, 0))
        {
            throw new InvalidOperationException("there is no such field to break");
        }
    }
}
