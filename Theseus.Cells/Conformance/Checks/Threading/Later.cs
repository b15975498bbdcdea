using System.Collections.Concurrent;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>A scheduler that keeps its tasks until it is told to run them.</summary>
internal sealed class Later : TaskScheduler
{
    private readonly ConcurrentQueue<Task> _tasks = new();

    /// <summary>How many tasks wait.</summary>
    public int Waiting => _tasks.Count;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs all that wait, in their order, on the thread that calls; gives how many ran.</summary>
    public int RunAll()
    {
        int ran = 0;
        while (_tasks.TryDequeue(out Task? task))
        {
            ran += TryExecuteTask(task) ? 1 : 0;
        }

        return ran;
    }

    protected override void QueueTask(Task task) => _tasks.Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];
}
