using System.Runtime;

namespace Theseus.Runtime.Contract;

/// <summary>
/// Parts of the runtime contract that stand for what is not here: other modules, COM's trackers, the bridge to another
/// collector, the abortion of threads. Each gives the answer by which CoreLib knows that.
/// </summary>
// SAFETY: the signatures are CoreLib's of 10.0.12; an answer is written to the caller's own variable only.
internal static unsafe class Absent
{
    /// <summary>Shared libraries that were loaded: none; the world is no file of the system's.</summary>
    [RuntimeExport("RhGetLoadedOSModules")]
    private static uint LoadedModules(void* addresses) => 0;

    /// <summary>Trackers of COM objects want to hear of collections: refused, CoreLib throws.</summary>
    [RuntimeExport("RhRegisterGcCallout")]
    private static bool RegisterCollectionCallout(int kind, void* method) => false;

    [RuntimeExport("RhUnregisterGcCallout")]
    private static void UnregisterCollectionCallout(int kind, void* method)
    {
    }

    /// <summary>Handles that count COM references: refused, CoreLib throws.</summary>
    [RuntimeExport("RhRegisterRefCountedHandleCallback")]
    private static bool RegisterCountedHandles(void* method, MethodTable* type) => false;

    [RuntimeExport("RhUnregisterRefCountedHandleCallback")]
    private static void UnregisterCountedHandles(void* method, MethodTable* type)
    {
    }

    /// <summary>
    /// The function that a wrapper's COM table has for AddRef. No wrapper is ever made, since its handle is refused.
    /// </summary>
    [RuntimeExport("RhIUnknown_AddRef")]
    private static uint AddReference(void* wrapper)
    {
        Panic.Stop("AddRef of a COM wrapper, of which there can be none"u8);
        return 0;
    }

    /// <summary>AddRef and Release of a wrapper that nobody counts.</summary>
    [RuntimeExport("RhUntracked_AddRefRelease")]
    private static uint UntrackedReference(void* wrapper) => 1;

    /// <summary>A handle for the bridge to another collector: none, as if memory were out. JavaMarshal refuses before.</summary>
    [RuntimeExport("RhpHandleAllocCrossReference")]
    private static void* AllocateCrossReference(void* instance, void* context) => null;

    [RuntimeExport("RhHandleTryGetCrossReferenceContext")]
    private static bool TryGetCrossReference(void* handle, void** context)
    {
        *context = null;
        return false;
    }

    [RuntimeExport("RhIsGCBridgeActive")]
    private static bool IsBridgeActive() => false;

    /// <summary>The thread that <c>ControlledExecution</c> wants to abort.</summary>
    [RuntimeExport("RhpGetCurrentThread")]
    private static void* CurrentThread() => ThreadControlBlock.Current();

    /// <summary>
    /// <c>ControlledExecution</c> asks that a thread throw. The only one there is runs this very request: its action goes on to
    /// its end, as that of a thread does that reaches no safe point.
    /// </summary>
    [RuntimeExport("RhpInitiateThreadAbort")]
    private static void InitiateAbort(void* thread, void* exception, bool isRude)
    {
    }

    [RuntimeExport("RhpCancelThreadAbort")]
    private static void CancelAbort(void* thread)
    {
    }

    /// <summary>A check of debug builds.</summary>
    [RuntimeExport("RhpValidateExInfoStack")]
    private static void ValidateExceptions()
    {
    }

    /// <summary>Thread statics inlined into code, which the world is compiled without (<c>--noinlinetls</c>).</summary>
    [RuntimeExport("RhRegisterInlinedThreadStaticRoot")]
    private static void RegisterInlinedThreadStatics(void** root, void* module) =>
        Panic.Stop("the world was compiled with inlined thread statics"u8);
}
