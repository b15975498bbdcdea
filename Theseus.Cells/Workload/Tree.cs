using Theseus.Tasks.Supervision;

namespace Theseus.Cells.Workload;

/// <summary>
/// The supervisors: one of the servers, one of the clients, and one above both. Whichever task fails begins anew, and
/// the others go on.
/// </summary>
internal sealed class Tree
{
    /// <summary>
    /// Who is silent for so long has failed. The prompt's programs come and go beside it, and who has had a slice waits
    /// for those that were woken: two servers have been kept for 400 ms without a fault.
    /// </summary>
    public const int PeriodMs = 1500;

    private const int Clients = 2;
    private const int MostRestarts = 4;
    private const int WithinMs = 12_000; // what fails at each request does so more often, silent or not, and goes up
    private const int MostOfTrees = 1;
    private const int WithinOfTreesMs = 30_000;
    private const int MostBackOffMs = 20;

    private readonly Server[] _servers =
    [
        new("words", Words.Work),
        new("documents", Documents.Work),
        new("blocks", Blocks.Work),
        new("numbers", Numbers.Work),
        new("mappings", Mappings.Work),
    ];

    private readonly int _rounds;

    /// <param name="rounds">How many each client does; at least one.</param>
    public Tree(int rounds) => _rounds = rounds;

    /// <summary>Runs all rounds; 0 if they were done.</summary>
    public int Run()
    {
        using Supervisor top = Supervisor.Begin("workload", Policy(MostOfTrees, WithinOfTreesMs));
        Supervisor servers = top.StartSupervisor("servers", Policy(MostRestarts, WithinMs));
        List<Supervised> all = [];
        foreach (Server server in _servers)
        {
            all.Add(servers.Start(server.Name, server.Serve, periodMs: PeriodMs));
        }

        Supervisor clients = top.StartSupervisor("clients", Policy(MostRestarts, WithinMs));
        SupervisedTask[] asking = new SupervisedTask[Clients];
        for (int i = 0; i < Clients; i++)
        {
            Client client = new(i, _rounds, _servers, all);
            asking[i] = clients.Start($"client {i}", client.Run, RestartKind.Transient, PeriodMs);
            all.Add(asking[i]);
        }

        foreach (SupervisedTask client in asking)
        {
            client.Wait();
        }

        return asking.All(client => client.State == ServiceState.Done) ? 0 : 1;
    }

    private static RestartPolicy Policy(int mostRestarts, int withinMs) =>
        new(RestartStrategy.OneForOne, mostRestarts, withinMs, firstBackOffMs: 1, MostBackOffMs);
}
