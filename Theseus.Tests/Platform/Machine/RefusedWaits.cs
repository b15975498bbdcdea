using Theseus.Runtime.Kill;

namespace Theseus.Platform.Native.Threads;

/// <summary>Waits that nobody could end, on the host: no thread is interrupted.</summary>
internal static class RefusedWaits
{
    public static PlatformNotSupportedException Exception => new("It would last for ever.");

    public static void Interrupt(RefusedWait why)
    {
    }

    public static void BeginKill()
    {
    }
}
