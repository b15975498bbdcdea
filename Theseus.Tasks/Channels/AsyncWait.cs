using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Channels;

/// <summary>
/// Waits in a channel in which no task stands still: the place has a <see cref="TaskCompletionSource"/> of the class
/// library's, which whoever answers the place sets. What awaits goes on in the pool, never within the answerer.
/// </summary>
internal static class AsyncWait
{
    /// <summary>Tells those who have been answered and wait by no task; they are a list by their <c>Next</c>.</summary>
    public static void Complete(Waiter? answered)
    {
        while (answered is { } waiter)
        {
            answered = waiter.Next;
            waiter.Next = null;
            waiter.Completion?.TrySetResult();
        }
    }

    /// <summary>Sends when there is room or a receiver.</summary>
    public static async Task<ChannelResult> Send(ChannelEnd end, Message message, CancellationToken cancellation)
    {
        Waiter waiter = NewPlace();
        WaitOutcome outcome = end.Core.Send(end, message, waiter, Scheduler.Never, out Waiter? answered);
        Complete(answered);
        return ChannelEnd.Told(await Answer(waiter, outcome, cancellation).ConfigureAwait(false));
    }

    /// <summary>Receives when there is a message, or the channel is closed.</summary>
    public static async Task<(ChannelResult Result, Message? Message)> Receive(
        ChannelEnd end, CancellationToken cancellation)
    {
        Waiter waiter = NewPlace();
        WaitOutcome outcome = end.Core.Receive(
            end, waiter, Scheduler.Never, out Message? message, out Waiter? answered);
        Complete(answered);
        ChannelResult result = ChannelEnd.Told(await Answer(waiter, outcome, cancellation).ConfigureAwait(false));
        return (result, message ?? waiter.Message);
    }

    private static Waiter NewPlace() =>
        new(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>The outcome of the act, once there is one.</summary>
    private static async Task<WaitOutcome> Answer(Waiter waiter, WaitOutcome outcome, CancellationToken cancellation)
    {
        if (outcome != WaitOutcome.None || waiter.Completion is not { } completion)
        {
            return outcome;
        }

        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(Cancel, waiter);
        await completion.Task.ConfigureAwait(false);
        return waiter.Answer;
    }

    private static void Cancel(object? state, CancellationToken cancellation)
    {
        if (state is Waiter waiter && ChannelCore.TryCancel(waiter))
        {
            waiter.Completion?.TrySetCanceled(cancellation);
        }
    }
}
