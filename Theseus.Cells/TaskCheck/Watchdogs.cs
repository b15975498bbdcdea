using Theseus.Tasks.Channels;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Supervision;

namespace Theseus.Cells.TaskCheck;

/// <summary>
/// A server that does not answer is begun anew within its period, whatever it hangs in, and its clients are served. A
/// request that it had in hand is lost with its life: the client asks again.
/// </summary>
internal static class Watchdogs
{
    private const int PeriodMs = 400; // a host that is busy may not run the machine for a part of it
    private const int MostWaitMs = 60_000;
    private const int Tries = 20;

    private static readonly Dictionary<string, int> s_hung = [];
    private static readonly TaskMutex s_shared = new();

    /// <summary>What is asked, and where the answer goes to.</summary>
    private readonly record struct Request(string Text, Sender<string> Answer);

    public static void Run()
    {
        Checks.Is("watchdog.none", true, SupervisedTask.Current is null);
        using Supervisor supervisor =
            Supervisor.Begin("watched", new RestartPolicy(mostRestarts: 100, withinMs: MostWaitMs, firstBackOffMs: 1,
                mostBackOffMs: 1));
        (Sender<Request> requests, Receiver<Request> asked) = Channel.Unbounded<Request>();
        SupervisedTask server = supervisor.Start("server", () => Serve(asked), periodMs: PeriodMs);
        Served("well", server, requests, 0);
        Thread.Sleep(3 * PeriodMs);
        Served("idle", server, requests, 0);
        Served("loop", server, requests, 1);
        Served("wait", server, requests, 2);
        Served("sleep", server, requests, 3);
        using (s_shared.Enter())
        {
            Served("lock", server, requests, 4);
        }

        Checks.Is("watchdog.lock.free", true, s_shared.TryEnter(0).IsHeld);
        s_shared.Exit();
        Served("monitor", server, requests, 5);
        Checks.Is("watchdog.monitor.free", true, Monitor.TryEnter(s_hung));
        Monitor.Exit(s_hung);
    }

    private static void Served(string what, SupervisedTask server, Sender<Request> requests, int restarts)
    {
        (Sender<string> sender, Receiver<string> answers) = Channel.Unbounded<string>();
        string? answer = null;
        ChannelResult result = ChannelResult.TimedOut;
        for (int i = 0; i < Tries && result != ChannelResult.Done; i++)
        {
            requests.Send(new Request(what, sender));
            result = answers.TryReceive(out answer, 5 * PeriodMs);
        }

        sender.Dispose();
        answers.Dispose();
        Checks.Is($"watchdog.{what}", $"{what} served; {restarts} restarts, silent: {restarts > 0}",
            $"{answer}; {server.Restarts} restarts, silent: {server.WasSilent}");
    }

    private static void Serve(Receiver<Request> asked)
    {
        SupervisedTask self = SupervisedTask.Current!;
        while (true)
        {
            self.Beat();
            if (asked.TryReceive(out Request request, PeriodMs / 4) == ChannelResult.Done)
            {
                HangOnce(request.Text);
                request.Answer.TrySend($"{request.Text} served");
            }
        }
    }

    private static void HangOnce(string how)
    {
        if (!s_hung.TryAdd(how, 1))
        {
            return;
        }

        switch (how)
        {
            case "loop":
                while (s_hung.Count > 0)
                {
                }

                break;
            case "wait":
                using (TaskEvent never = new(EventReset.Manual))
                {
                    never.Wait();
                }

                break;
            case "sleep":
                Thread.Sleep(MostWaitMs);
                break;
            case "lock":
                s_shared.Enter().Dispose();
                break;
            case "monitor":
                lock (s_hung)
                {
                    Thread.Sleep(MostWaitMs);
                }

                break;
        }
    }
}
