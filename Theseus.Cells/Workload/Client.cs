using System.Globalization;
using Theseus.Tasks.Channels;
using Theseus.Tasks.Supervision;

namespace Theseus.Cells.Workload;

/// <summary>
/// Asks each server for some work a round, and says what came out. It asks again where no answer comes, and where it is
/// begun anew it goes on with the round that it was in.
/// </summary>
internal sealed class Client(int number, int rounds, Server[] servers, List<Supervised> all)
{
    private const int AskedOfEach = 2;
    private const int AnswerMs = Tree.PeriodMs * 3 / 4;

    private int _round;
    private int _request; // of all lives, so that no answer to a former one counts

    /// <summary>A life of it.</summary>
    public void Run()
    {
        (Sender<Answer> sender, Receiver<Answer> answers) = Channel.Unbounded<Answer>();
        using (sender)
        {
            using (answers)
            {
                while (_round < rounds)
                {
                    uint sum = Sum.Start;
                    for (int i = 0; i < AskedOfEach * servers.Length; i++)
                    {
                        uint seed = (uint)((number * 100) + i + 1);
                        sum = Sum.Add(sum, Ask(servers[i % servers.Length], seed, sender, answers));
                    }

                    _round++;
                    Say(sum);
                }
            }
        }
    }

    private uint Ask(Server server, uint seed, Sender<Answer> sender, Receiver<Answer> answers)
    {
        SupervisedTask self = SupervisedTask.Current!;
        while (true)
        {
            int request = ++_request;
            server.Ask(new Request(request, seed, sender));
            self.Beat();
            while (answers.TryReceive(out Answer answer, AnswerMs) == ChannelResult.Done)
            {
                if (answer.Number == request)
                {
                    return answer.Sum;
                }
            }
        }
    }

    private void Say(uint sum)
    {
        int restarts = 0;
        foreach (Supervised one in all)
        {
            restarts += one.Restarts;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"workload: client {number} round {_round} sum {sum:x8} restarts {restarts}"));
    }
}
