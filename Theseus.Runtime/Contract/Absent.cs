using System.Runtime;

namespace Theseus.Runtime.Contract;

/// <summary>
/// Parts of the runtime contract that stand for what is not here: other modules, COM's trackers, the bridge to another
/// collector, the abortion of threads. Each gives the answer by which CoreLib knows that.
/// </summary>
internal static class Absent
{
    /// <summary>Shared libraries that were loaded: none; the world is no file of the system's.</summary>
    [RuntimeExport("RhGetLoadedOSModules")]
    private static uint LoadedModules(nint addresses) => 0;

    /// <summary>Trackers of COM objects want to hear of collections: refused, CoreLib throws.</summary>
    [RuntimeExport("RhRegisterGcCallout")]
    private static bool RegisterCollectionCallout(int kind, nint method) => false;

    [RuntimeExport("RhUnregisterGcCallout")]
    private static void UnregisterCollectionCallout(int kind, nint method)
    {
    }

    /// <summary>Handles that count COM references: refused, CoreLib throws.</summary>
    [RuntimeExport("RhRegisterRefCountedHandleCallback")]
    private static bool RegisterCountedHandles(nint method, nint type) => false;

    [RuntimeExport("RhUnregisterRefCountedHandleCallback")]
    private static void UnregisterCountedHandles(nint method, nint type)
    {
    }

    /// <summary>
    /// The function that a wrapper's COM table has for AddRef. No wrapper is ever made, since its handle is refused.
    /// </summary>
    [RuntimeExport("RhIUnknown_AddRef")]
    private static uint AddReference(nint wrapper)
    {
        Panic.Stop("AddRef of a COM wrapper, of which there can be none"u8);
        return 0;
    }

    /// <summary>AddRef and Release of a wrapper that nobody counts.</summary>
    [RuntimeExport("RhUntracked_AddRefRelease")]
    private static uint UntrackedReference(nint wrapper) => 1;

    /// <summary>
    /// A handle for the bridge to another collector: none, as if memory were out. JavaMarshal refuses before.
    /// </summary>
    [RuntimeExport("RhpHandleAllocCrossReference")]
    private static nint AllocateCrossReference(nint instance, nint context) => 0;

    [RuntimeExport("RhHandleTryGetCrossReferenceContext")]
    private static bool TryGetCrossReference(nint handle, out nint context)
    {
        context = 0;
        return false;
    }

    [RuntimeExport("RhIsGCBridgeActive")]
    private static bool IsBridgeActive() => false;

    /// <summary>The thread that <c>ControlledExecution</c> wants to abort.</summary>
    // SAFETY: the address is CoreLib's to compare.
    [RuntimeExport("RhpGetCurrentThread")]
    private static unsafe void* CurrentThread() => ThreadControlBlock.Current();

    /// <summary>
    /// <c>ControlledExecution</c> asks that a thread throw. The only one there is runs this very request: its action
    /// goes on to its end, as that of a thread does that reaches no safe point.
    /// </summary>
    [RuntimeExport("RhpInitiateThreadAbort")]
    private static void InitiateAbort(nint thread, nint exception, bool isRude)
    {
    }

    [RuntimeExport("RhpCancelThreadAbort")]
    private static void CancelAbort(nint thread)
    {
    }

    /// <summary>A check of debug builds.</summary>
    [RuntimeExport("RhpValidateExInfoStack")]
    private static void ValidateExceptions()
    {
    }

    /// <summary>Thread statics inlined into code, which the world is compiled without (<c>--noinlinetls</c>).</summary>
    [RuntimeExport("RhRegisterInlinedThreadStaticRoot")]
    private static void RegisterInlinedThreadStatics(nint root, nint module) =>
        Panic.Stop("the world was compiled with inlined thread statics"u8);
}
