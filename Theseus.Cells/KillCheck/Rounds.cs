using Theseus.Memory;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Spawning;

namespace Theseus.Cells.KillCheck;

/// <summary>Spawns tasks that hold locks and mappings, and kills them at random times; counts what is left.</summary>
internal static class Rounds
{
    private static readonly object s_gate = new();
    private static int s_opened;
    private static int s_closed;
    private static int s_sum;
    private static volatile bool s_isOver;

    public static int Run(int count, int seed)
    {
        Random random = new(seed);
        (int killed, int returned, int wrong) = (0, 0, 0);
        for (int warm = 0; warm < 20; warm++)
        {
            JoinHandle<bool> task = TaskBuilder.For(Body).Spawn();
            Thread.Yield();
            task.Kill(100, 60_000);
            task.Wait();
        }

        ulong pages = OwnedPages();
        for (int round = 0; round < count; round++)
        {
            JoinHandle<bool> task = TaskBuilder.For(Body).Spawn();
            for (int i = random.Next(3); i > 0; i--)
            {
                Thread.Yield();
            }

            Thread.SpinWait(random.Next(2000));
            task.Kill(100, 60_000);
            task.Wait();
            killed += task.EndKind == TaskEndKind.Killed ? 1 : 0;
            returned += task.EndKind == TaskEndKind.Returned ? 1 : 0;
            bool isFree = Monitor.TryEnter(s_gate);
            if (isFree)
            {
                Monitor.Exit(s_gate);
            }

            if (!isFree || s_opened != s_closed || task.EndKind is TaskEndKind.Threw or TaskEndKind.Cut)
            {
                Console.WriteLine($"  round {round}: {task.EndKind} {task.Exception?.Message}, lock "
                    + $"{(isFree ? "free" : "held")}, {s_opened} opened, {s_closed} closed");
                wrong++;
                if (!isFree || wrong > 10)
                {
                    break;
                }
            }
        }

        s_isOver = true;
        ulong left = OwnedPages() - pages;
        Console.WriteLine($"{count} rounds, {killed} killed, {returned} returned, {wrong} wrong; pages left: {left}");
        foreach ((string reason, ulong times) in KillFigures.PutOff.Where(p => p.Times > 0))
        {
            Console.WriteLine($"  put off {times} times by {reason}");
        }

        return wrong == 0 && left == 0 && killed + returned == count ? 0 : 1;
    }

    private static ulong OwnedPages()
    {
        GC.Collect();
        return MemoryOwner.Current.Pages;
    }

    private static void Body()
    {
        for (int i = 0; !s_isOver; i = (i + 1) % 4096)
        {
            lock (s_gate)
            {
                s_opened++;
                try
                {
                    using MappedPages<ReadWrite> pages = MappedPages.Allocate(2 * 4096);
                    pages.AsSpan()[i] = (byte)i;
                    s_sum += pages.AsSpan()[i];
                }
                finally
                {
                    s_closed++;
                }
            }
        }
    }
}
