using Theseus.Tasks.Channels;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>
/// Sends and receives in which no task waits. What goes on behind them runs in the host's pool, and touches no task of
/// the simulation.
/// </summary>
public sealed class AsyncChannelTests : LockTests
{
    [Fact]
    public void A_receive_ends_when_there_is_a_message()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Bounded<int>(1);
        Task<int> first = receiver.ReceiveAsync().AsTask();
        Task<int> second = receiver.ReceiveAsync().AsTask();
        Assert.False(first.IsCompleted);
        Start(() =>
        {
            sender.Send(1);
            sender.Send(2);
            sender.Send(3);
        });
        WaitForAll();
        Assert.Equal((1, 2), (Of(first), Of(second)));
        ValueTask<int> third = receiver.ReceiveAsync();
        Assert.True(third.IsCompletedSuccessfully);
        Assert.Equal(3, Of(third.AsTask()));
    }

    [Fact]
    public void A_send_ends_when_there_is_room()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Bounded<int>(1);
        Assert.True(sender.SendAsync(1).IsCompletedSuccessfully);
        Task second = sender.SendAsync(2).AsTask();
        Assert.False(second.IsCompleted);
        Assert.Equal(1, receiver.Receive());
        Ends(second);
        Assert.Equal(2, receiver.Receive());
    }

    [Fact]
    public void Closing_an_end_ends_those_that_wait_by_no_task()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
        Task<int> receive = receiver.ReceiveAsync().AsTask();
        sender.Dispose();
        Assert.Equal(ChannelError.Closed, Failure<ChannelException>(receive).Error);
        Assert.Equal(ChannelError.Disposed, Failure<ChannelException>(sender.SendAsync(1).AsTask()).Error);

        (sender, receiver) = Channel.Rendezvous<int>();
        Task[] sends = [sender.SendAsync(1).AsTask(), sender.SendAsync(2).AsTask()];
        receiver.Dispose();
        Assert.All(sends, send => Assert.Equal(ChannelError.Closed, Failure<ChannelException>(send).Error));

        (sender, receiver) = Channel.Rendezvous<int>();
        Task<int> own = receiver.ReceiveAsync().AsTask();
        receiver.Dispose();
        Assert.Equal(ChannelError.Disposed, Failure<ChannelException>(own).Error);
    }

    [Fact]
    public void What_is_cancelled_sends_and_receives_nothing()
    {
        using CancellationTokenSource cancellation = new();
        (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
        Task send = sender.SendAsync(1, cancellation.Token).AsTask();
        (Sender<int> other, Receiver<int> none) = Channel.Rendezvous<int>();
        Task<int> receive = none.ReceiveAsync(cancellation.Token).AsTask();
        cancellation.Cancel();
        Failure<OperationCanceledException>(send);
        Failure<OperationCanceledException>(receive);
        Assert.Equal(0, sender.End.Core.Waiters + other.End.Core.Waiters);
        Assert.True(sender.SendAsync(1, cancellation.Token).IsCanceled);
        Assert.True(receiver.ReceiveAsync(cancellation.Token).IsCanceled);
        Task<int> answered = none.ReceiveAsync(new CancellationTokenSource().Token).AsTask();
        other.Send(5);
        Assert.Equal(5, Of(answered));
    }

    [Fact]
    public void Tasks_and_what_waits_by_no_task_take_turns_wherever_the_timer_ticks()
    {
        int runs = TaskGroup.Explore(group =>
        {
            (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
            List<Task<int>> receives = [];
            int received = 0;
            group.Start(() => receives.Add(receiver.ReceiveAsync().AsTask()));
            group.Start(() => received += receiver.Receive());
            for (int i = 0; i < 2; i++)
            {
                int message = i + 1;
                group.Start(() => sender.Send(message));
            }

            try
            {
                group.Wait();
            }
            catch (AggregateException e) when (e.InnerException is PlatformNotSupportedException)
            {
                Assert.Fail("A message was lost.");
            }

            Assert.Equal(3, received + Of(receives[0]));
            Assert.Equal(0, sender.End.Core.Waiters);
        }, mostTicks: 1);
        Assert.InRange(runs, 10, 20_000);
    }

    private static void Ends(Task task) => Assert.True(Task.WaitAny([task], 10_000) == 0, "It does not end.");

    private static T Of<T>(Task<T> task)
    {
        Ends(task);
        return task.Result;
    }

    private static TException Failure<TException>(Task task)
        where TException : Exception
    {
        Ends(task);
        return Assert.ThrowsAny<TException>(() => task.GetAwaiter().GetResult());
    }
}
