using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>
/// Runs a program of tasks once for every way in which the timer can stop them at most so many times: a tick is tried
/// at each place where interrupts are turned on (the idea of context bounding: Musuvathi and Qadeer, PLDI 2007).
/// </summary>
internal static class Exploration
{
    /// <summary>How many ways there were.</summary>
    /// <param name="program">Starts tasks and waits for their ends, on a CPU that has been reset.</param>
    /// <param name="mostTicks">Ticks in one run.</param>
    /// <param name="mostRuns">Runs after which it is given up.</param>
    public static int Run(Action program, int mostTicks, int mostRuns = 20_000)
    {
        Stack<int[]> left = new();
        left.Push([]);
        int runs = 0;
        while (left.TryPop(out int[]? ticksAt))
        {
            Assert.InRange(++runs, 1, mostRuns);
            int places = RunOnce(program, ticksAt);
            if (ticksAt.Length < mostTicks)
            {
                for (int place = ticksAt.LastOrDefault(-1) + 1; place < places; place++)
                {
                    left.Push([.. ticksAt, place]);
                }
            }
        }

        return runs;
    }

    private static int RunOnce(Action program, int[] ticksAt)
    {
        SimulatedCpu.Reset();
        int places = 0;
        SimulatedCpu.Ticks = () => Array.IndexOf(ticksAt, places++) >= 0;
        try
        {
            program();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Ticks at {string.Join(", ", ticksAt)}.", exception);
        }
        finally
        {
            SimulatedCpu.Ticks = null;
            SimulatedCpu.Stop();
        }

        return places;
    }
}
