using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Kill;

namespace Theseus.Tasks.Scheduling;

/// <summary>The end of a wait in something of the system's own, which is whole by then.</summary>
internal static class OwnWait
{
    /// <summary>What a wait throws that nothing could have ended.</summary>
    public static PlatformNotSupportedException Hopeless => new(
        "This would wait for ever: only another task could end the wait, and every other waits too.");

    /// <summary>Throws where the wait was not ended by what was waited for, or by time.</summary>
    /// <exception cref="PlatformNotSupportedException">Nothing could have ended it.</exception>
    /// <exception cref="TaskKilledException">The task is killed.</exception>
    public static void Finish(WakeReason reason)
    {
        switch (reason)
        {
            case WakeReason.Hopeless:
                throw Hopeless;
            case WakeReason.Killed:
                throw TaskKilledException.Instance;
        }
    }

    /// <summary>
    /// What was waited for has come all the same: if the wait was ended to kill the running task, that is still to do.
    /// Interrupts are off.
    /// </summary>
    [Resident]
    public static void PutOff(WakeReason reason)
    {
        if (reason == WakeReason.Killed)
        {
            TaskReference.Current.State.Kill = KillPhase.Requested;
        }
    }
}
