using Theseus.Runtime;
using Theseus.Tasks.Kill;

namespace Theseus.Tasks.Scheduling;

/// <summary>The end of a wait in something of the system's own, which is whole by then.</summary>
internal static class OwnWait
{
    /// <summary>Throws where the wait was not ended by what was waited for, or by time.</summary>
    /// <exception cref="PlatformNotSupportedException">Nothing could have ended it.</exception>
    /// <exception cref="TaskKilledException">The task is killed.</exception>
    public static void Finish(WakeReason reason)
    {
        switch (reason)
        {
            case WakeReason.Hopeless:
                throw new PlatformNotSupportedException(
                    "This would wait for ever: only another task could end the wait, and every other waits too.");
            case WakeReason.Killed:
                throw TaskKilledException.Instance;
        }
    }
}
