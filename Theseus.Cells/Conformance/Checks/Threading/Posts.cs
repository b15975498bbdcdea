using System.Collections.Concurrent;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>
/// A context that keeps what is posted until it is told to run it, and counts operations of <c>async void</c> methods.
/// </summary>
internal sealed class Posts : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> _posted = [];

    /// <summary>How many operations have started, and how many have ended.</summary>
    public (int Started, int Completed) Operations { get; private set; }

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    public override void OperationStarted() => Operations = (Operations.Started + 1, Operations.Completed);

    public override void OperationCompleted() => Operations = (Operations.Started, Operations.Completed + 1);

    /// <summary>Runs what was posted, on the thread that calls; gives how much that was.</summary>
    public int RunAll()
    {
        int ran = 0;
        while (_posted.TryTake(out (SendOrPostCallback Call, object? State) next))
        {
            next.Call(next.State);
            ran++;
        }

        return ran;
    }

    /// <summary>Runs what is posted, on the thread that calls, until <paramref name="over"/> holds.</summary>
    public void RunUntil(Func<bool> over)
    {
        while (!over())
        {
            if (!_posted.TryTake(out (SendOrPostCallback Call, object? State) next, Worker.PatienceMs))
            {
                throw new TimeoutException("nothing more was posted");
            }

            next.Call(next.State);
        }
    }

    /// <summary>Runs <paramref name="act"/> with this context as the current one.</summary>
    public void Within(Action act)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            act();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
