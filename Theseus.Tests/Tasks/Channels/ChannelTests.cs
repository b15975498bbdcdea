using Theseus.Tasks.Channels;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

public sealed class ChannelTests : LockTests
{
    [Fact]
    public void In_a_rendezvous_a_send_ends_when_its_message_has_been_taken()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
        Assert.Equal(ChannelResult.TimedOut, sender.TrySend(0));
        StartEach("7 8", name =>
        {
            sender.Send(Number(name));
            Log.Add(name);
        });
        Is("");
        Assert.Equal((7, 8), (receiver.Receive(), receiver.Receive()));
        WaitForAll();
        Is("7 8");
        Start(() => Log.Add($"got {receiver.Receive()}"));
        TaskGroup.Settle();
        Assert.Equal(ChannelResult.Done, sender.TrySend(9));
        WaitForAll();
        Is("7 8 got 9");
    }

    [Fact]
    public void A_bounded_one_keeps_its_messages_and_its_senders_in_order()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Bounded<int>(2);
        StartEach("1 2 3 4", name =>
        {
            sender.Send(Number(name));
            Log.Add(name);
        });
        Is("1 2");
        Assert.Equal(2, receiver.Count);
        Assert.Equal(ChannelResult.TimedOut, sender.TrySend(5));
        Assert.Equal(1, receiver.Receive());
        TaskGroup.Settle();
        Is("1 2 3");
        Assert.Equal([2, 3, 4], new[] { receiver.Receive(), receiver.Receive(), receiver.Receive() });
        Assert.Equal(ChannelResult.TimedOut, receiver.TryReceive(out _));
        WaitForAll();
    }

    [Fact]
    public void In_an_unbounded_one_no_sender_waits()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Unbounded<int>();
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(ChannelResult.Done, sender.TrySend(i));
        }

        sender.Dispose();
        Assert.Equal(Enumerable.Range(0, 1000), receiver.ReceiveAll());
    }

    [Fact]
    public void A_message_goes_to_the_receiver_that_has_waited_longest()
    {
        (Sender<string> sender, Receiver<string> receiver) = Channel.Bounded<string>(1);
        StartEach("a b c", name => Log.Add(name + receiver.Receive()));
        sender.Send("1");
        sender.Send("2");
        sender.Send("3");
        WaitForAll();
        Is("a1 b2 c3");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_ends_by_its_time_sends_and_receives_nothing(int capacity)
    {
        (Sender<int> sender, Receiver<int> receiver) = Make<int>(capacity);
        Assert.Equal(ChannelResult.TimedOut, receiver.TryReceive(out int none, 5));
        Assert.Equal(0, none);
        for (int i = 0; i < capacity; i++)
        {
            sender.Send(1);
        }

        Assert.Equal(ChannelResult.TimedOut, sender.TrySend(2, 5));
        Assert.Equal(0, sender.End.Core.Waiters);
        Assert.Equal(capacity, receiver.Count);
        Assert.Equal(capacity == 0 ? ChannelResult.TimedOut : ChannelResult.Done, receiver.TryReceive(out _));
        Assert.Equal(ChannelResult.TimedOut, receiver.TryReceive(out _));
    }

    [Fact]
    public void When_all_senders_have_gone_what_was_sent_is_received_and_then_it_is_closed()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Bounded<int>(4);
        Sender<int> other = sender.Clone();
        sender.Send(1);
        sender.Dispose();
        sender.Dispose();
        other.Send(2);
        other.Dispose();
        Assert.Equal([1, 2], receiver.ReceiveAll());
        Assert.Equal(ChannelResult.Closed, receiver.TryReceive(out _));
        Closed(() => receiver.Receive());
    }

    [Fact]
    public void When_all_receivers_have_gone_nothing_is_sent()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Bounded<int>(2);
        Receiver<int> other = receiver.Clone();
        sender.Send(1);
        receiver.Dispose();
        receiver.Dispose();
        sender.Send(2);
        other.Dispose();
        Assert.Equal(0, sender.Count); // what nobody can receive is not kept
        Assert.Equal(ChannelResult.Closed, sender.TrySend(3));
        Closed(() => sender.Send(3));
    }

    [Fact]
    public void Who_waits_hears_that_the_other_side_is_closed()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Bounded<int>(1);
        StartEach("a b", name =>
        {
            Assert.Equal(ChannelResult.Closed, receiver.TryReceive(out _, 1000));
            Log.Add(name);
        });
        sender.Dispose();
        WaitForAll();
        Is("a b");

        (Sender<int> second, Receiver<int> none) = Channel.Rendezvous<int>();
        StartEach("c d", name =>
        {
            Closed(() => second.Send(1));
            Log.Add(name);
        });
        none.Dispose();
        WaitForAll();
        Is("a b c d");
    }

    [Fact]
    public void Who_waits_in_an_end_hears_that_it_is_disposed_of_and_others_wait_on()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
        Receiver<int> other = receiver.Clone();
        StartEach("a b c", name =>
        {
            if (name == "b")
            {
                Log.Add($"{name}{other.Receive()}");
                return;
            }

            Disposed(() => receiver.Receive());
            Log.Add(name);
        });
        receiver.Dispose();
        TaskGroup.Settle();
        Is("a c");
        sender.Send(1);
        WaitForAll();
        Is("a c b1");
        Disposed(() => receiver.Receive());
        Disposed(() => receiver.Clone());
    }

    [Fact]
    public void A_message_whose_end_is_disposed_of_while_it_waits_is_not_sent()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Bounded<int>(1);
        sender.Send(1);
        StartEach("2 3", name => Disposed(() => sender.Send(Number(name))));
        sender.Dispose();
        WaitForAll();
        Assert.Equal([1], receiver.ReceiveAll());
        Disposed(() => sender.Send(4));
        Disposed(() => sender.Clone());
    }

    [Fact]
    public void Misuse_is_refused_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Channel.Bounded<int>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Channel.Bounded<int>(-1));
        (Sender<int> sender, Receiver<int> receiver) = Channel.Bounded<int>(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => sender.TrySend(1, -2));
        Assert.Throws<ArgumentOutOfRangeException>(() => receiver.TryReceive(out _, -2));
        Assert.Equal(0, receiver.Count);
    }

    [Fact]
    public void A_wait_that_nobody_can_end_is_refused_and_leaves_the_queue()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
        Assert.Throws<PlatformNotSupportedException>(() => receiver.Receive());
        Assert.Throws<PlatformNotSupportedException>(() => sender.Send(1));
        Assert.Equal(0, sender.End.Core.Waiters);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void No_message_is_lost_doubled_or_passed_wherever_the_timer_ticks(int capacity)
    {
        int runs = TaskGroup.Explore(group =>
        {
            (Sender<int> sender, Receiver<int> receiver) = Make<int>(capacity);
            List<int> all = [];
            for (int i = 1; i <= 2; i++)
            {
                int first = i * 10;
                Sender<int> own = sender.Clone();
                group.Start(() =>
                {
                    using (own)
                    {
                        own.Send(first);
                        own.Send(first + 1);
                    }
                });
                group.Start(() =>
                {
                    int last = 0;
                    foreach (int message in receiver.ReceiveAll())
                    {
                        Assert.False(message / 10 == last / 10 && message < last);
                        last = message;
                        all.Add(message);
                    }
                });
            }

            sender.Dispose();
            group.Wait();
            Assert.Equal([10, 11, 20, 21], all.Order());
            Assert.Equal(0, sender.End.Core.Waiters);
        });
        Assert.InRange(runs, 50, 20_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_is_sent_is_received_once_where_times_end_beside_it(int capacity)
    {
        int runs = TaskGroup.Explore(group =>
        {
            (Sender<int> sender, Receiver<int> receiver) = Make<int>(capacity);
            int sent = 0;
            int received = 0;
            for (int i = 0; i < 2; i++)
            {
                group.Start(() =>
                {
                    if (receiver.TryReceive(out int value, 1) == ChannelResult.Done)
                    {
                        received += value;
                    }
                });
                int message = i + 1;
                group.Start(() =>
                {
                    TaskSleep.For(1);
                    if (sender.TrySend(message, 1) == ChannelResult.Done)
                    {
                        sent += message;
                    }
                });
            }

            group.Wait();
            while (receiver.TryReceive(out int value) == ChannelResult.Done)
            {
                received += value;
            }

            Assert.Equal(sent, received);
            Assert.Equal(0, sender.End.Core.Waiters);
        });
        Assert.InRange(runs, 50, 20_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Closing_wakes_all_that_wait_wherever_the_timer_ticks(int capacity)
    {
        int runs = TaskGroup.Explore(group =>
        {
            (Sender<int> sender, Receiver<int> receiver) = Make<int>(capacity);
            int sent = 0;
            for (int i = 0; i < 3; i++)
            {
                group.Start(() =>
                {
                    if (sender.TrySend(1, Timeout.Infinite) == ChannelResult.Done)
                    {
                        sent++;
                    }
                });
            }

            int received = 0;
            group.Start(() =>
            {
                received += receiver.Receive();
                receiver.Dispose();
            });
            group.Wait();
            Assert.Equal(1, received);
            Assert.InRange(sent, 1, 1 + capacity + 1);
            Assert.Equal(0, sender.End.Core.Waiters);
        });
        Assert.InRange(runs, 50, 20_000);
    }

    private static (Sender<T> Sender, Receiver<T> Receiver) Make<T>(int capacity) => capacity switch
    {
        0 => Channel.Rendezvous<T>(),
        int.MaxValue => Channel.Unbounded<T>(),
        _ => Channel.Bounded<T>(capacity),
    };

    private static int Number(string name) => int.Parse(name, System.Globalization.CultureInfo.InvariantCulture);

    private static void Closed(Action use) =>
        Assert.Equal(ChannelError.Closed, Assert.Throws<ChannelException>(use).Error);

    private static void Disposed(Action use) =>
        Assert.Equal(ChannelError.Disposed, Assert.Throws<ChannelException>(use).Error);
}
