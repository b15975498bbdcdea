using Theseus.Tasks.Channels;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

public sealed class SelectTests : LockTests
{
    private readonly (Sender<int> Sender, Receiver<int> Receiver) _first = Channel.Bounded<int>(1);
    private readonly (Sender<string> Sender, Receiver<string> Receiver) _second = Channel.Bounded<string>(1);
    private readonly ReceiveCase<int> _number;
    private readonly ReceiveCase<string> _text;

    public SelectTests() => (_number, _text) =
        (new ReceiveCase<int>(_first.Receiver), new ReceiveCase<string>(_second.Receiver));

    [Fact]
    public void It_does_the_one_that_can_be_done()
    {
        Assert.Equal(-1, Select.TryWait(0, _number, _text));
        Assert.Equal(ChannelResult.TimedOut, _text.Result);
        _second.Sender.Send("text");
        Assert.Equal(1, Select.Wait(_number, _text));
        Assert.Equal((ChannelResult.Done, "text"), (_text.Result, _text.Value));
        SendCase<int> send = new(_first.Sender, 5);
        Assert.Equal(2, Select.Wait(_text, _text, send));
        Assert.Equal(ChannelResult.Done, send.Result);
        Assert.Equal(5, _first.Receiver.Receive());
    }

    [Fact]
    public void It_waits_for_the_first_that_can_be_done_and_leaves_the_others()
    {
        StartEach("a", _ =>
        {
            int which = Select.Wait(_number, _text);
            Log.Add($"{which}:{_text.Value}");
        });
        _second.Sender.Send("x");
        _first.Sender.Send(7);
        WaitForAll();
        Is("1:x");
        Assert.Equal(7, _first.Receiver.Receive());
        Assert.Equal(0, _first.Sender.End.Core.Waiters + _second.Sender.End.Core.Waiters);
    }

    [Fact]
    public void It_ends_by_its_time_and_leaves_all()
    {
        Assert.Equal(-1, Select.TryWait(5, _number, _text));
        Assert.Equal(0, _first.Sender.End.Core.Waiters + _second.Sender.End.Core.Waiters);
        _first.Sender.Send(1);
        Assert.Equal(-1, Select.TryWait(5, new SendCase<int>(_first.Sender, 2), _text));
        Assert.Equal(1, _first.Receiver.Receive());
        Assert.Equal(0, _first.Receiver.Count);
    }

    [Fact]
    public void A_task_does_not_meet_itself_and_two_meet_each_other()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
        Assert.Equal(-1, Select.TryWait(5, new SendCase<int>(sender, 1), new ReceiveCase<int>(receiver)));
        StartEach("1 2", name =>
        {
            ReceiveCase<int> receive = new(receiver);
            int which = Select.Wait(new SendCase<int>(sender, name[0] - '0'), receive);
            Log.Add($"{which}:{receive.Value}");
        });
        WaitForAll();
        Assert.Contains(string.Join(' ', Log.Order()), new[] { "0:0 1:1", "0:0 1:2" });
        Assert.Equal(0, sender.End.Core.Waiters);
    }

    [Fact]
    public void A_closed_channel_is_chosen_and_says_so()
    {
        StartEach("a", _ => Log.Add($"{Select.Wait(_number, _text)}:{_text.Result}"));
        _second.Sender.Dispose();
        WaitForAll();
        Is("1:Closed");
        _first.Receiver.Dispose();
        SendCase<int> send = new(_first.Sender, 1);
        Assert.Equal(0, Select.Wait(send));
        Assert.Equal(ChannelResult.Closed, send.Result);
    }

    [Fact]
    public void Misuse_is_refused_by_name()
    {
        Assert.Throws<ArgumentException>(() => Select.Wait());
        Assert.Throws<ArgumentException>(() => Select.Wait(_number, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Select.TryWait(-2, _number));
        Assert.Throws<ArgumentNullException>(() => new ReceiveCase<int>(null!));
        Assert.Throws<ArgumentNullException>(() => new SendCase<int>(null!, 1));
        Assert.Throws<PlatformNotSupportedException>(() => Select.Wait(_number, _number, _text));
        Assert.Equal(0, _first.Sender.End.Core.Waiters + _second.Sender.End.Core.Waiters);
    }

    [Fact]
    public void An_end_that_is_disposed_of_ends_a_select_that_waits_in_it()
    {
        StartEach("a b", name =>
        {
            ChannelException ended = Assert.Throws<ChannelException>(() => Select.Wait(_text, _number, _number));
            Assert.Equal(ChannelError.Disposed, ended.Error);
            Log.Add(name);
        });
        _first.Receiver.Dispose();
        WaitForAll();
        Is("a b");
        Assert.Equal(0, _first.Sender.End.Core.Waiters + _second.Sender.End.Core.Waiters);
    }

    [Fact]
    public void Of_several_that_can_be_done_none_is_passed_for_ever()
    {
        int[] chosen = new int[3];
        for (int i = 0; i < 200; i++)
        {
            _first.Sender.TrySend(1);
            _second.Sender.TrySend("x");
            chosen[Select.Wait(_number, _text, new SendCase<int>(Channel.Unbounded<int>().Sender, 1))]++;
        }

        Assert.All(chosen, times => Assert.InRange(times, 10, 190));
    }

    [Fact]
    public void It_takes_exactly_one_wherever_the_timer_ticks()
    {
        int runs = TaskGroup.Explore(group =>
        {
            (Sender<int> sender1, Receiver<int> receiver1) = Channel.Rendezvous<int>();
            (Sender<int> sender2, Receiver<int> receiver2) = Channel.Bounded<int>(1);
            int sent = 0;
            int received = 0;
            group.Start(() =>
            {
                for (int i = 0; i < 2; i++)
                {
                    ReceiveCase<int> one = new(receiver1);
                    ReceiveCase<int> two = new(receiver2);
                    received += Select.Wait(one, two) == 0 ? one.Value : two.Value;
                }
            });
            foreach (Sender<int> sender in new[] { sender1, sender2 })
            {
                int message = sender == sender1 ? 1 : 10;
                group.Start(() =>
                {
                    if (sender.TrySend(message, 5) == ChannelResult.Done)
                    {
                        sent += message;
                    }
                });
            }

            group.Wait();
            Assert.Equal((11, 11), (sent, received));
            Assert.Equal(0, sender1.End.Core.Waiters + sender2.End.Core.Waiters);
        });
        Assert.InRange(runs, 50, 20_000);
    }

    [Fact]
    public void Selects_that_send_and_receive_lose_nothing_where_times_end_beside_them()
    {
        int runs = TaskGroup.Explore(group =>
        {
            (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
            (Sender<int> other, Receiver<int> back) = Channel.Rendezvous<int>();
            int balance = 0;
            for (int i = 0; i < 3; i++)
            {
                int timeoutMs = i + 1;
                group.Start(() =>
                {
                    ReceiveCase<int> one = new(receiver);
                    ReceiveCase<int> two = new(back);
                    int which = Select.TryWait(
                        timeoutMs, new SendCase<int>(sender, 1), one, new SendCase<int>(other, 100), two);
                    balance += which switch
                    {
                        0 => 1,
                        1 => -one.Value,
                        2 => 100,
                        3 => -two.Value,
                        _ => 0,
                    };
                });
            }

            group.Wait();
            Assert.Equal(0, balance);
            Assert.Equal(0, sender.End.Core.Waiters + other.End.Core.Waiters);
        });
        Assert.InRange(runs, 30, 20_000);
    }
}
