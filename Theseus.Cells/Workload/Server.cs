using Theseus.Tasks.Channels;
using Theseus.Tasks.Supervision;

namespace Theseus.Cells.Workload;

/// <summary>
/// Does work that it is asked for. Its channel is the program's, so a life of it that begins anew serves who waits
/// there; the request that a life had in hand is lost with it.
/// </summary>
internal sealed class Server
{
    private const int IdleMs = Tree.PeriodMs / 4;

    private readonly Sender<Request> _requests;
    private readonly Receiver<Request> _asked;
    private readonly Func<uint, uint> _work;

    /// <param name="name">What people call it.</param>
    /// <param name="work">Makes a checksum from a seed, the same each time.</param>
    public Server(string name, Func<uint, uint> work)
    {
        Name = name;
        _work = work;
        (_requests, _asked) = Channel.Unbounded<Request>();
    }

    public string Name { get; }

    /// <summary>Puts a request behind those that wait.</summary>
    public void Ask(Request request) => _requests.Send(request);

    /// <summary>A life of it.</summary>
    public void Serve()
    {
        SupervisedTask self = SupervisedTask.Current!;
        while (true)
        {
            self.Beat();
            if (_asked.TryReceive(out Request request, IdleMs) == ChannelResult.Done)
            {
                uint sum = _work(request.Seed);
                request.Answers.TrySend(new Answer(request.Number, sum)); // who has asked may be gone
            }
        }
    }
}
