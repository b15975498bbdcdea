using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Tasks.Channels;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Spawning;

namespace Theseus.Cells.KillCheck;

/// <summary>
/// Spawns tasks that hold locks, mappings, handles and ends of a channel, and kills them at random times; counts what
/// is left, and says how long a kill takes.
/// </summary>
internal static class Rounds
{
    private static readonly object s_gate = new();
    private static readonly byte[] s_pinned = new byte[16];
    private static Sender<int>? s_sender;
    private static Receiver<int>? s_receiver;
    private static int s_opened;
    private static int s_closed;
    private static int s_sum;
    private static long s_askedAt; // 0 once a finally has run by which the task is unwound
    private static ulong s_thrown; // kills that were thrown before
    private static long s_toFinally;
    private static volatile bool s_isOver;

    public static int Run(int count, int seed)
    {
        Random random = new(seed);
        (s_sender, s_receiver) = Channel.Unbounded<int>();
        (int killed, int returned, int wrong) = (0, 0, 0);
        for (int warm = 0; warm < 20; warm++)
        {
            JoinHandle<bool> task = TaskBuilder.For(Body).Spawn();
            Thread.Yield();
            task.Kill(100, 60_000);
            task.Wait();
        }

        long[] toFinally = new long[count];
        long[] toEnd = new long[count];
        ulong pages = OwnedPages();
        ulong handles = Handles.InUse;
        for (int round = 0; round < count; round++)
        {
            JoinHandle<bool> task = TaskBuilder.For(Body).Spawn();
            for (int i = random.Next(3); i > 0; i--)
            {
                Thread.Yield();
            }

            Thread.SpinWait(random.Next(2000));
            long asked = Stopwatch.GetTimestamp();
            (s_toFinally, s_thrown, s_askedAt) = (0, KillFigures.Thrown, asked);
            task.Kill(100, 60_000);
            task.Wait();
            toEnd[round] = Stopwatch.GetTimestamp() - asked;
            toFinally[round] = s_toFinally == 0 ? toEnd[round] : s_toFinally;
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
        ulong handlesLeft = Handles.InUse - handles;
        bool isClosed = IsClosedByLast();
        Console.WriteLine($"{count} rounds, {killed} killed, {returned} returned, {wrong} wrong; left: {left} pages, "
            + $"{handlesLeft} handles, {(isClosed ? "no end" : "an end")} of the channel");
        Tell("asked for to the first finally", toFinally);
        Tell("asked for to reaped", toEnd);
        foreach ((string reason, ulong times) in KillFigures.PutOff.Where(p => p.Times > 0))
        {
            Console.WriteLine($"  put off {times} times by {reason}");
        }

        return wrong == 0 && left == 0 && handlesLeft == 0 && isClosed && killed + returned == count ? 0 : 1;
    }

    /// <summary>True if the channel is closed once the one end that was there before the rounds has gone.</summary>
    private static bool IsClosedByLast()
    {
        s_sender!.Dispose();
        while (s_receiver!.TryReceive(out _) is ChannelResult.Done)
        {
        }

        return s_receiver.TryReceive(out _) == ChannelResult.Closed;
    }

    private static void Tell(string what, long[] ticks)
    {
        Array.Sort(ticks);
        double scale = 1e6 / Stopwatch.Frequency;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {what}: {At(0.5):F0} us in the middle, {At(0.99):F0} of 99 in 100, {At(1):F0} at most"));

        double At(double share) => ticks.Length == 0 ? 0 : ticks[(int)((ticks.Length - 1) * share)] * scale;
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
                    using Sender<int> sender = s_sender!.Clone();
                    sender.TrySend(i);
                    s_receiver!.TryReceive(out _);
                    Pin(i);
                }
                finally
                {
                    s_closed++;
                    if (s_askedAt != 0 && KillFigures.Thrown != s_thrown)
                    {
                        (s_toFinally, s_askedAt) = (Stopwatch.GetTimestamp() - s_askedAt, 0);
                    }
                }
            }
        }
    }

    private static void Pin(int value)
    {
        GCHandle handle = GCHandle.Alloc(s_pinned, GCHandleType.Pinned);
        try
        {
            s_pinned[value % s_pinned.Length]++;
        }
        finally
        {
            handle.Free();
        }
    }
}
