using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Platform.Devices;

/// <summary>When the last interrupts of keyboard and serial line came, for the pool. Handlers write it.</summary>
[NoAllocation]
internal static class InterruptTimes
{
    private const uint Capacity = 64;

    [InlineArray((int)Capacity)]
    private struct Times
    {
        private ulong _first;
    }

    private static Times s_times;
    private static uint s_noted;
    private static uint s_taken;

    /// <summary>An interrupt came at this time. Where nobody has asked for a while, the newest count.</summary>
    public static void Note(ulong timestamp)
    {
        s_times[(int)(s_noted % Capacity)] = timestamp;
        s_noted++;
    }

    /// <summary>The oldest that was not taken, of those that are kept.</summary>
    public static bool TryTake(out ulong timestamp)
    {
        uint noted = Volatile.Read(ref s_noted);
        if (noted - s_taken > Capacity)
        {
            s_taken = noted - Capacity;
        }

        timestamp = s_times[(int)(s_taken % Capacity)];
        if (s_taken == noted)
        {
            return false;
        }

        s_taken++;
        return true;
    }
}
