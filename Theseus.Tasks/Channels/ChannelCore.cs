using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Channels;

/// <summary>
/// A channel: messages in the order in which they were sent, and who waits at either side in the order in which they
/// came. What is here runs with interrupts off, or turns them off.
/// <para>Whoever acts first waits, and whoever comes to it finishes the act for both: a sender gives its message to the
/// receiver that waits, a receiver takes that of the sender that waits, or makes room for it. So while receivers wait
/// there is no message, and while senders wait there is no room. Those who wait by no task are handed back to the
/// caller, which tells them with interrupts on (<see cref="AsyncWait.Complete"/>).</para>
/// </summary>
[Resident]
internal sealed class ChannelCore(int capacity)
{
    private readonly WaiterList _senders = new();
    private readonly WaiterList _receivers = new();
    private Message? _first;
    private Message? _last;
    private long _sendingEnds;
    private long _receivingEnds;

    /// <summary>The number by which people know it; no other channel of this boot has it.</summary>
    public uint Number { get; } = OwnedNumbers.NextOfChannel();

    /// <summary>Messages that are in it: for statistics.</summary>
    public int Count { get; private set; }

    /// <summary>Who waits to send: for who breaks it on purpose (docs/recovery.md), as what follows.</summary>
    public WaiterList WaitingSenders => _senders;

    /// <summary>Who waits to receive.</summary>
    public WaiterList WaitingReceivers => _receivers;

    /// <summary>The first message in it, if any.</summary>
    public Message? FirstMessage => _first;

    /// <summary>Number of places in which somebody waits at either side: for statistics.</summary>
    public int Waiters => _senders.Count + _receivers.Count;

    /// <summary>
    /// Sends, or waits in the given place: <see cref="WaitOutcome.None"/> where no task does that.
    /// </summary>
    public WaitOutcome Send(
        ChannelEnd end, Message message, Waiter? waiter, ulong until, out Waiter? answered)
    {
        bool on = Scheduler.TurnOff();
        answered = null;
        WaitOutcome outcome = TrySend(end, message, ref answered);
        if (outcome == WaitOutcome.None)
        {
            outcome = waiter is null ? WithoutPlace(until) : WaitIn(_senders, end, waiter, message, until);
        }

        Scheduler.TurnOn(on);
        return outcome;
    }

    /// <summary>As <see cref="Send"/>.</summary>
    public WaitOutcome Receive(
        ChannelEnd end, Waiter? waiter, ulong until, out Message? message, out Waiter? answered)
    {
        bool on = Scheduler.TurnOff();
        answered = null;
        WaitOutcome outcome = TryReceive(end, out message, ref answered);
        if (outcome == WaitOutcome.None && waiter is null)
        {
            outcome = WithoutPlace(until);
        }
        else if (outcome == WaitOutcome.None && waiter is not null)
        {
            outcome = WaitIn(_receivers, end, waiter, null, until);
            message = waiter.Message;
        }

        Scheduler.TurnOn(on);
        return outcome;
    }

    /// <summary>
    /// Does what a place is for, if it can be done at once; else <see cref="WaitOutcome.None"/>. Interrupts are off.
    /// </summary>
    public WaitOutcome TryAct(ChannelEnd end, Waiter waiter, ref Waiter? answered)
    {
        if (end.Sends)
        {
            return waiter.Message is { } message ? TrySend(end, message, ref answered) : WaitOutcome.Disposed;
        }

        WaitOutcome outcome = TryReceive(end, out Message? received, ref answered);
        waiter.Message = received;
        return outcome;
    }

    /// <summary>Puts a place, which could not act at once, behind all of its side. Interrupts are off.</summary>
    public void Add(ChannelEnd end, Waiter waiter) => (end.Sends ? _senders : _receivers).Add(waiter);

    /// <summary>Takes a place in which no task waits back; false where it has been answered.</summary>
    public static bool TryCancel(Waiter waiter)
    {
        bool on = Scheduler.TurnOff();
        bool waits = waiter.List is not null;
        waiter.Leave();
        Scheduler.TurnOn(on);
        return waits;
    }

    /// <summary>There is an end more, a task's; not if it is to be like one that has been disposed of.</summary>
    public WaitOutcome AddEnd(ChannelEnd? like, ChannelEnd end, OwnedList list, uint task)
    {
        bool on = Scheduler.TurnOff();
        WaitOutcome outcome = like is { IsDisposed: true } ? WaitOutcome.Disposed : WaitOutcome.Granted;
        if (outcome == WaitOutcome.Granted)
        {
            list.Add(end, task);
            _sendingEnds += end.Sends ? 1 : 0;
            _receivingEnds += end.Sends ? 0 : 1;
        }

        Scheduler.TurnOn(on);
        return outcome;
    }

    /// <summary>
    /// An end is closed: who waits in it hears so, and if it was its side's last, so does the other side.
    /// </summary>
    public void DropEnd(ChannelEnd end, out Waiter? answered)
    {
        bool on = Scheduler.TurnOff();
        answered = null;
        if (!end.IsDisposed)
        {
            end.IsDisposed = true;
            OwnedList.Remove(end);
            AnswerThoseIn(end, ref answered);
            if (end.Sends)
            {
                _sendingEnds--;
                if (_sendingEnds == 0)
                {
                    AnswerAll(_receivers, ref answered);
                }
            }
            else
            {
                _receivingEnds--;
                if (_receivingEnds == 0)
                {
                    _first = null;
                    _last = null;
                    Count = 0;
                    AnswerAll(_senders, ref answered);
                }
            }
        }

        Scheduler.TurnOn(on);
    }

    private static WaitOutcome WithoutPlace(ulong until) =>
        until == Waiting.Not ? WaitOutcome.TimedOut : WaitOutcome.MustWait;

    private static WaitOutcome WaitIn(WaiterList list, ChannelEnd end, Waiter waiter, Message? message, ulong until)
    {
        waiter.End = end;
        waiter.Message = message;
        list.Add(waiter);
        return waiter.Task.IsNone ? WaitOutcome.None : Waiting.Wait(waiter, until);
    }

    private static void AnswerAll(WaiterList list, ref Waiter? answered)
    {
        while (list.Longest() is { } first)
        {
            Answer(first, WaitOutcome.Closed, ref answered);
        }
    }

    /// <summary>Answers; puts the place, which is in no list then, before those to be told, if no task waits.</summary>
    private static void Answer(Waiter waiter, WaitOutcome outcome, ref Waiter? answered)
    {
        waiter.Give(outcome);
        if (waiter.Completion is not null)
        {
            waiter.Next = answered;
            answered = waiter;
        }
    }

    private void AnswerThoseIn(ChannelEnd end, ref Waiter? answered)
    {
        WaiterList list = end.Sends ? _senders : _receivers;
        list.DropGone();
        Waiter? at = list.First;
        while (at is not null)
        {
            Waiter? next = at.Next;
            if (at.End == end)
            {
                Answer(at, WaitOutcome.Disposed, ref answered);
                if (at.Sibling is not null)
                {
                    next = list.First; // the next may have been one too, and has left
                }
            }

            at = next;
        }
    }

    private WaitOutcome TrySend(ChannelEnd end, Message message, ref Waiter? answered)
    {
        if (end.IsDisposed)
        {
            return WaitOutcome.Disposed;
        }

        if (_receivingEnds == 0)
        {
            return WaitOutcome.Closed;
        }

        if (_receivers.Longest() is { } receiver)
        {
            receiver.Message = message;
            Answer(receiver, WaitOutcome.Granted, ref answered);
            return WaitOutcome.Granted;
        }

        if (Count >= capacity)
        {
            return WaitOutcome.None;
        }

        Append(message);
        return WaitOutcome.Granted;
    }

    private WaitOutcome TryReceive(ChannelEnd end, out Message? message, ref Waiter? answered)
    {
        message = null;
        if (end.IsDisposed)
        {
            return WaitOutcome.Disposed;
        }

        message = TakeFirst();
        if (_senders.Longest() is { } sender)
        {
            Message? brought = sender.Message;
            sender.Message = null;
            if (message is null)
            {
                message = brought;
            }
            else if (brought is not null)
            {
                Append(brought);
            }

            Answer(sender, WaitOutcome.Granted, ref answered);
        }

        return message is not null ? WaitOutcome.Granted
            : _sendingEnds == 0 ? WaitOutcome.Closed
            : WaitOutcome.None;
    }

    private void Append(Message message)
    {
        if (_last is null)
        {
            _first = message;
        }
        else
        {
            _last.Next = message;
        }

        _last = message;
        Count++;
    }

    private Message? TakeFirst()
    {
        Message? message = _first;
        if (message is not null)
        {
            _first = message.Next;
            _last = _first is null ? null : _last;
            message.Next = null;
            Count--;
        }

        return message;
    }
}
