using System.Runtime;

namespace Theseus.Platform.Native;

/// <summary>
/// The runtime's half of event tracing, which is switched off in the world: no session can be opened, no event waits.
/// </summary>
internal static class NativeTracing
{
    [RuntimeExport("EventPipeInternal_Enable")]
    private static nint Enable() => 0;

    [RuntimeExport("EventPipeInternal_GetProvider")]
    private static nint GetProvider() => 0;

    [RuntimeExport("EventPipeInternal_GetNextEvent")]
    private static nint GetNextEvent() => 0;

    [RuntimeExport("EventPipeInternal_GetSessionInfo")]
    private static nint GetSessionInfo() => 0;

    [RuntimeExport("EventPipeInternal_WaitForSessionSignal")]
    private static nint WaitForSessionSignal() => 0;

    [RuntimeExport("EventPipeInternal_Disable")]
    private static void Disable()
    {
    }

    [RuntimeExport("EventPipeInternal_SignalSession")]
    private static void SignalSession()
    {
    }
}
