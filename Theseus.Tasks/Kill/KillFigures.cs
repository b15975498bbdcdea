using System.Runtime.CompilerServices;
using Theseus.Runtime.Kill;

namespace Theseus.Tasks.Kill;

/// <summary>How often kills were made and put off, since the boot.</summary>
internal static class KillFigures
{
    [InlineArray((int)KillObstacle.Count)]
    private struct Counts
    {
        private ulong _first;
    }

    private static Counts s_counts;

    /// <summary>Kills that were thrown into a task.</summary>
    public static ulong Thrown => s_counts[(int)KillObstacle.None];

    /// <summary>Tasks that were cut, because they did not end within their time.</summary>
    public static ulong Cut { get; internal set; }

    /// <summary>Times that a kill was put off, with the reason.</summary>
    public static IEnumerable<(string Reason, ulong Times)> PutOff
    {
        get
        {
            for (KillObstacle obstacle = KillObstacle.None + 1; obstacle < KillObstacle.Count; obstacle++)
            {
                yield return (NameOf(obstacle), s_counts[(int)obstacle]);
            }
        }
    }

    internal static void Count(KillObstacle obstacle) => s_counts[(int)obstacle]++;

    private static string NameOf(KillObstacle obstacle) => obstacle switch
    {
        KillObstacle.InSystem => "code of the system's or the class library's",
        KillObstacle.InGap => "something acquired, or being given back",
        KillObstacle.InFinally => "a finally of the class library's",
        KillObstacle.InFilter => "a filter",
        KillObstacle.InClassConstructor => "a class constructor",
        KillObstacle.LowStack => "little room on the stack",
        KillObstacle.InWait => "a wait that cannot be interrupted",
        _ => "?",
    };
}
