using System.Text;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Supervision;

// What its task does. It alone begins and ends children, one at a time; others put children into the list, or ask, and
// wake it. A restart allocates nothing but the child's new task, so want of memory is a failure of that child's.
public sealed partial class Supervisor
{
    private TaskReference _self;
    private uint _number; // of the task that it is
    private bool _isWaiting;
    private bool _isStopWanted; // by its own supervisor

    internal override bool TryBegin()
    {
        _isStopWanted = false;
        return TryBegin(_loop, TaskBuilder<bool>.LeastStack, TaskPriority.Highest);
    }

    internal override void EndRun()
    {
        if (Task is not { } run)
        {
            return;
        }

        _isStopWanted = true;
        Wake();
        run.AwaitEnd(); // not killed: its children have their own times
    }

    internal override bool TakeEnd()
    {
        bool hasFailed = base.TakeEnd();
        if (_hasGivenUp)
        {
            (LastEnd, LastException) = (_failure!.Value.End, _failure.Value.Exception);
        }

        return hasFailed || _hasGivenUp;
    }

    internal override void Execute()
    {
        bool on = Scheduler.TurnOff();
        _self = TaskReference.Current;
        _number = TaskList.CurrentNumber;
        _self.State.IsService = true;
        Scheduler.TurnOn(on);
        _hasGivenUp = false;
        _window.Clear();
        EndChildren(); // a life that was cut has left them
        try
        {
            while (DoNext())
            {
            }
        }
        finally
        {
            EndChildren();
        }

        if (_hasGivenUp && (Parent is null || Policy.WhenExceeded == WhenExceeded.GiveUp))
        {
            Say();
        }
    }

    /// <summary>Does one thing; false where it is to come to its end.</summary>
    private bool DoNext()
    {
        SupervisorWork work = WaitForWork(out Supervised? child);
        switch (work)
        {
            case SupervisorWork.EndChild:
                EndForGood(child!);
                return true;
            case SupervisorWork.Answer:
                return Answer(child!);
            case SupervisorWork.EndSilent:
                return EndSilent(child!);
            case SupervisorWork.Restart:
                return BeginAnew(child!);
            case SupervisorWork.Start:
                Begin(child!);
                return true;
            default:
                return false;
        }
    }

    private SupervisorWork WaitForWork(out Supervised? child)
    {
        if (KillTask.IsAfterCurrent)
        {
            throw TaskKilledException.Instance; // its children are being killed too, and are not to begin anew
        }

        WakeReason reason = WakeReason.Signalled;
        bool on = Scheduler.TurnOff();
        SupervisorWork work = FindWork(out child, out ulong until);
        while (work == SupervisorWork.None && reason is WakeReason.Signalled or WakeReason.TimedOut)
        {
            _isWaiting = true;
            reason = Scheduler.Wait(WaitKind.Signal, until);
            _isWaiting = false;
            work = FindWork(out child, out until);
        }

        Scheduler.TurnOn(on);
        OwnWait.Finish(reason);
        return work;
    }

    /// <summary>Looks for what is to be done, the most urgent first. Interrupts are off.</summary>
    private SupervisorWork FindWork(out Supervised? child, out ulong until)
    {
        until = Scheduler.Never;
        child = null;
        if (_isStopWanted || (IsEndWanted && Parent is null))
        {
            return SupervisorWork.End;
        }

        Supervised? due = null;
        Supervised? starting = null;
        bool anyWaits = false;
        ulong now = Cpu.ReadTimestamp();
        for (Supervised? at = _children.First; at is not null; at = at.Next)
        {
            child = at;
            if (at.IsEndWanted && !at.IsOver)
            {
                return SupervisorWork.EndChild;
            }

            if (at.State == ServiceState.Running && at.RunHasEnded)
            {
                return SupervisorWork.Answer;
            }

            if (at.State == ServiceState.Running)
            {
                if (at.SilentAt <= now)
                {
                    return SupervisorWork.EndSilent;
                }

                until = Math.Min(until, at.SilentAt);
            }
            else if (at.State == ServiceState.Waiting)
            {
                anyWaits = true;
                until = Math.Min(until, at.DueAt);
                due ??= at.DueAt <= now ? at : null;
            }
            else if (at.State == ServiceState.Starting)
            {
                starting ??= at;
            }
        }

        bool canStart = starting is not null && (!anyWaits || Policy.Strategy == RestartStrategy.OneForOne);
        child = due ?? (canStart ? starting : null);
        return due is not null ? SupervisorWork.Restart : canStart ? SupervisorWork.Start : SupervisorWork.None;
    }

    /// <summary>A child has been silent for too long: what it does is entered in the log, and it is ended.</summary>
    private bool EndSilent(Supervised child)
    {
        child.Task?.EnterSilence();
        child.EndRun();
        bool hasFailed = child.TakeEnd();
        child.WasSilent = hasFailed; // else it has returned by itself
        return Answer(child, hasFailed);
    }

    /// <summary>A child has ended.</summary>
    private bool Answer(Supervised child) => Answer(child, child.TakeEnd());

    private bool Answer(Supervised child, bool hasFailed)
    {
        if (child is Supervisor { _hasGivenUp: true, Policy.WhenExceeded: WhenExceeded.GiveUp })
        {
            Conclude(child, ServiceState.GaveUp);
            return true;
        }

        if (child.Kind == RestartKind.Permanent || (hasFailed && child.Kind == RestartKind.Transient))
        {
            return Fail(child);
        }

        Conclude(child, ServiceState.Done);
        return true;
    }

    /// <summary>A child has no life and is to have another: false where that is one restart too many.</summary>
    private bool Fail(Supervised child)
    {
        child.Become(ServiceState.Waiting);
        child.DueAt = 0;
        if (!_window.TryAdd())
        {
            _failure = new SupervisionFailure(child.Name, child.LastEnd, child.LastException, child.WasSilent);
            _hasGivenUp = true;
            FaultLog.Answer(child.LastTask, FaultOutcome.GivenUp, Policy.MostRestarts + 1, Policy.MostRestarts,
                Policy.WithinMs);
            return false;
        }

        Supervised? last = Policy.Strategy switch
        {
            RestartStrategy.AllForOne => null,
            RestartStrategy.RestForOne => child,
            _ => _children.Last,
        };
        EndBack(last);
        Escalate(child);
        SetDue(child, last, Scheduler.After((ulong)child.NextBackOffMs(Policy)));
        return true;
    }

    private bool BeginAnew(Supervised child)
    {
        if (!child.TryBegin())
        {
            return Fail(child);
        }

        child.HasBegun(anew: true);
        FaultLog.Answer(child.LastTask, FaultOutcome.Restarted, _window.Count, Policy.MostRestarts, Policy.WithinMs);
        return true;
    }

    private void Begin(Supervised child)
    {
        if (child.TryBegin())
        {
            child.HasBegun(anew: false);
            return;
        }

        child.CouldNotBegin = true;
        Conclude(child, ServiceState.Ended);
    }

    private void EndForGood(Supervised child)
    {
        if (child.State == ServiceState.Running)
        {
            child.EndRun();
            child.TakeEnd();
        }

        Conclude(child, ServiceState.Ended);
    }

    private void EndChildren() => EndBack(null);

    /// <summary>Ends the children behind one, the last that was started first; all where it is none.</summary>
    private void EndBack(Supervised? to)
    {
        Supervised? previous;
        for (Supervised? at = _children.Last; at is not null && at != to; at = previous)
        {
            previous = at.Previous;
            if (at.State == ServiceState.Running)
            {
                EndWithOthers(at);
            }
        }
    }

    /// <summary>Ends a child that runs and has not failed, since others begin anew.</summary>
    private void EndWithOthers(Supervised child)
    {
        child.EndRun();
        bool hasReturned = !child.TakeEnd();
        if (child.IsEndWanted)
        {
            Conclude(child, ServiceState.Ended);
        }
        else if (child.Kind == RestartKind.Temporary || (hasReturned && child.Kind == RestartKind.Transient))
        {
            Conclude(child, ServiceState.Done);
        }
        else
        {
            child.Become(ServiceState.Waiting);
            child.DueAt = 0;
        }
    }

    /// <summary>
    /// Those that wait together begin anew together, in order: the one that has failed, and those behind another, not
    /// before a time.
    /// </summary>
    private void SetDue(Supervised failed, Supervised? behind, ulong due)
    {
        for (Supervised? at = _children.Last; at is not null && at != behind; at = at.Previous)
        {
            due = at.State == ServiceState.Waiting ? Math.Max(due, at.DueAt) : due;
        }

        failed.DueAt = due;
        bool isBehind = behind != _children.Last;
        for (Supervised? at = _children.Last; at is not null; at = at.Previous)
        {
            isBehind &= at != behind;
            at.DueAt = isBehind || (at.State == ServiceState.Waiting && at.DueAt == 0) ? due : at.DueAt;
        }
    }

    /// <summary>A child is over, with all that belongs to it. One that was ended on purpose is forgotten.</summary>
    private void Conclude(Supervised child, ServiceState state)
    {
        bool on = Scheduler.TurnOff();
        if (state == ServiceState.Ended || child.Kind == RestartKind.Temporary)
        {
            _children.Remove(child);
        }

        if (child is Supervisor supervisor)
        {
            supervisor.EndTree(state);
        }
        else
        {
            child.Become(state);
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>Says that it has given up, in short where there is no memory to say more.</summary>
    private void Say()
    {
        try
        {
            Upcalls.Write(Encoding.UTF8.GetBytes(WhyGivenUp()));
        }
        catch (OutOfMemoryException)
        {
            Upcalls.Write("A supervisor gave up.\n"u8);
        }
    }

    /// <summary>The exception's type alone: its message is code of the program's.</summary>
    private string WhyGivenUp()
    {
        SupervisionFailure failure = _failure!.Value;
        TaskName child = default;
        child.Set(failure.Child);
        string how = failure.WasSilent ? "silent" : failure.Exception is { } exception ? $"{exception.GetType()}"
            : $"{failure.End}".ToLowerInvariant();
        return $"supervisor '{ShownName}' gave up: '{child}' wanted restart {Policy.MostRestarts + 1} of "
            + $"{Policy.MostRestarts} within {Policy.WithinMs} ms ({how})\n";
    }
}
