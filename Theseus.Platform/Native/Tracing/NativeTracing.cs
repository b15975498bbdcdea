using System.Runtime;

namespace Theseus.Platform.Native.Tracing;

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

    [RuntimeExport("EventPipeInternal_CreateProvider")]
    private static nint CreateProvider() => 0;

    [RuntimeExport("EventPipeInternal_DefineEvent")]
    private static nint DefineEvent() => 0;

    /// <summary>An activity's number can neither be read nor set: 1, not done.</summary>
    [RuntimeExport("EventPipeInternal_EventActivityIdControl")]
    private static int ControlActivity() => 1;

    [RuntimeExport("EventPipeInternal_DeleteProvider")]
    private static void DeleteProvider()
    {
    }

    [RuntimeExport("EventPipeInternal_WriteEventData")]
    private static void WriteEvent()
    {
    }

    [RuntimeExport("EventPipeInternal_Disable")]
    private static void Disable()
    {
    }

    [RuntimeExport("EventPipeInternal_SignalSession")]
    private static void SignalSession()
    {
    }
}
