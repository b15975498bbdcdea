using Theseus.Tasks.Channels;

namespace Theseus.Cells.TaskCheck;

/// <summary>Channels between threads that the timer stops anywhere, with select and async forms.</summary>
internal static class Channels
{
    private const int Ends = 4;
    private const int Messages = 10_000;

    public static int Run()
    {
        Between("rendezvous", Channel.Rendezvous<Message>());
        Between("bounded", Channel.Bounded<Message>(16));
        Between("unbounded", Channel.Unbounded<Message>());
        Selecting();
        Timeouts();
        Closing();
        Awaiting().Wait();
        return Checks.End();
    }

    /// <summary>A type of this cell's, so that the code that moves it is this cell's too.</summary>
    private readonly record struct Message(int From, int Number, string Text);

    /// <summary>Producers and consumers; each message is received once, those of one producer in order.</summary>
    private static void Between(string name, (Sender<Message> Sender, Receiver<Message> Receiver) channel)
    {
        Sender<Message>[] senders = [.. Enumerable.Range(0, Ends).Select(_ => channel.Sender.Clone())];
        channel.Sender.Dispose();
        int[] received = new int[Ends * Messages / Ends];
        int wrong = 0;
        Checks.OnThreads(2 * Ends, number =>
        {
            if (number < Ends)
            {
                using Sender<Message> own = senders[number];
                for (int i = 0; i < Messages / Ends; i++)
                {
                    own.Send(new Message(number, i, name));
                }

                return;
            }

            int[] last = [-1, -1, -1, -1];
            foreach (Message message in channel.Receiver.ReceiveAll())
            {
                Interlocked.Increment(ref received[(message.From * (Messages / Ends)) + message.Number]);
                if (message.Number <= last[message.From] || message.Text != name)
                {
                    Interlocked.Increment(ref wrong);
                }

                last[message.From] = message.Number;
            }
        });
        Checks.Is($"{name}.once", Messages, received.Count(times => times == 1));
        Checks.Is($"{name}.order", 0, wrong);
        Checks.Is($"{name}.closed", ChannelResult.Closed, channel.Receiver.TryReceive(out _));
    }

    /// <summary>Two that select receives, two that select sends, over a rendezvous and a bounded channel.</summary>
    private static void Selecting()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
        (Sender<long> longSender, Receiver<long> longReceiver) = Channel.Bounded<long>(3);
        int[] taken = new int[Messages];
        int[] by = new int[4];
        Checks.OnThreads(4, number =>
        {
            for (int i = 0; i < Messages / 2; i++)
            {
                int message = (number * (Messages / 2)) + i;
                int which;
                if (number < 2)
                {
                    which = Select.Wait(new SendCase<int>(sender, message), new SendCase<long>(longSender, message));
                }
                else
                {
                    ReceiveCase<int> first = new(receiver);
                    ReceiveCase<long> second = new(longReceiver);
                    which = Select.Wait(first, second);
                    Interlocked.Increment(ref taken[which == 0 ? first.Value : second.Value]);
                }

                Interlocked.Increment(ref by[(number < 2 ? 0 : 2) + which]);
            }
        });
        Checks.Is("select.once", Messages, taken.Count(times => times == 1));
        Checks.Is("select.equal", $"{by[0]} {by[1]}", $"{by[2]} {by[3]}");
        Checks.Is("select.both", true, by[0] > 100 && by[1] > 100);
        Checks.Is("select.timeout", -1,
            Select.TryWait(5, new ReceiveCase<int>(receiver), new ReceiveCase<long>(longReceiver)));
    }

    private static void Timeouts()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
        Checks.Is("timeout.receive", ChannelResult.TimedOut, receiver.TryReceive(out _, 5));
        Checks.Is("timeout.send", ChannelResult.TimedOut, sender.TrySend(1, 5));
        Checks.Is("refused", "This", Checks.Thrown(() => receiver.Receive()));
        long sent = 0;
        long received = 0;
        Checks.OnThreads(4, number =>
        {
            for (int i = 1; i <= 100; i++)
            {
                if (number % 2 == 0 && sender.TrySend(i, i % 3) == ChannelResult.Done)
                {
                    Interlocked.Add(ref sent, i);
                }
                else if (number % 2 == 1 && receiver.TryReceive(out int value, i % 2) == ChannelResult.Done)
                {
                    Interlocked.Add(ref received, value);
                }
            }
        });
        Checks.Is("timeout.sums", sent, received);
    }

    private static void Closing()
    {
        (Sender<string> sender, Receiver<string> receiver) = Channel.Bounded<string>(1);
        sender.Send("kept");
        string[] heard = ["", "", ""];
        Thread closes = new(() =>
        {
            Thread.Sleep(5);
            receiver.Dispose();
        });
        closes.Start();
        Checks.OnThreads(heard.Length, number => heard[number] = Checks.Thrown(() => sender.Send("lost")));
        closes.Join();
        Checks.Is("closed.senders", "Closed Closed Closed", string.Join(' ', heard));
        Checks.Is("closed.later", ChannelResult.Closed, sender.TrySend("later"));
        sender.Dispose();
        Checks.Is("disposed", "Disposed", Checks.Thrown(() => sender.Send("later")));
    }

    /// <summary>A line of stages that await, fed and emptied by threads.</summary>
    private static async Task Awaiting()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Bounded<int>(2);
        (Sender<int> next, Receiver<int> last) = Channel.Rendezvous<int>();
        int open = Ends;
        Task[] stages = [.. Enumerable.Range(0, Ends).Select(_ => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    await next.SendAsync(await receiver.ReceiveAsync() + 1);
                }
            }
            catch (ChannelException closed) when (closed.Error == ChannelError.Closed)
            {
                if (Interlocked.Decrement(ref open) == 0)
                {
                    next.Dispose();
                }
            }
        }))];
        long sum = 0;
        int count = 0;
        Checks.OnThreads(2, number =>
        {
            if (number == 0)
            {
                for (int i = 0; i < 1000; i++)
                {
                    sender.Send(i);
                }

                sender.Dispose();
                return;
            }

            foreach (int message in last.ReceiveAll())
            {
                sum += message;
                count++;
            }
        });
        await Task.WhenAll(stages);
        Checks.Is("async.sum", $"1000 {1000L * 1001 / 2}", $"{count} {sum}");

        using CancellationTokenSource cancellation = new(10);
        (Sender<int> quiet, Receiver<int> never) = Channel.Rendezvous<int>();
        try
        {
            await never.ReceiveAsync(cancellation.Token);
            Checks.Is("async.cancelled", "cancelled", "ended");
        }
        catch (OperationCanceledException)
        {
            Checks.Is("async.cancelled", ChannelResult.TimedOut, quiet.TrySend(1));
        }
    }
}
