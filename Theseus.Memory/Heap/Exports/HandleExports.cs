using System.Runtime;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>The symbols behind GCHandle, WeakReference, DependentHandle and finalization.</summary>
// SAFETY: the signatures are CoreLib's, with void* where they say object or a handle's nint.
[Resident]
internal static unsafe class HandleExports
{
    /// <summary>A new handle; 0 if memory is out.</summary>
    [RuntimeExport("RhpHandleAlloc")]
    public static void* Allocate(void* instance, int kind) => Handles.Allocate(instance, (HandleKind)kind);

    /// <summary>A new dependent handle; 0 if memory is out.</summary>
    [RuntimeExport("RhpHandleAllocDependent")]
    public static void* AllocateDependent(void* primary, void* secondary) =>
        Handles.AllocateDependent(primary, secondary);

    /// <summary>Frees a handle of any kind.</summary>
    [RuntimeExport("RhHandleFree")]
    public static void Free(void* handle) => Handles.Free(handle);

    /// <summary>A handle's object.</summary>
    [RuntimeExport("RhHandleGet")]
    public static void* Get(void* handle) => Handles.Get(handle);

    /// <summary>Sets a handle's object; CoreLib declares it once with the handle as its result.</summary>
    [RuntimeExport("RhHandleSet")]
    public static void* Set(void* handle, void* instance)
    {
        Handles.Set(handle, instance);
        return handle;
    }

    /// <summary>A dependent handle's two objects.</summary>
    [RuntimeExport("RhHandleGetDependent")]
    public static void* GetDependent(void* handle, void** secondary)
    {
        void* primary = Handles.GetDependent(handle, out void* second);
        *secondary = second;
        return primary;
    }

    /// <summary>Sets a dependent handle's secondary object.</summary>
    [RuntimeExport("RhHandleSetDependentSecondary")]
    public static void SetDependentSecondary(void* handle, void* secondary) =>
        Handles.SetDependentSecondary(handle, secondary);

    /// <summary>Calls an object's finalizer off, if its type has one.</summary>
    [RuntimeExport("RhSuppressFinalize")]
    public static void SuppressFinalize(void* instance)
    {
        if (ObjectLayout.TypeOf(instance)->HasFinalizer)
            Finalization.Suppress(instance);
    }

    /// <summary>Wants an object's finalizer to run again; false if memory is out.</summary>
    [RuntimeExport("RhReRegisterForFinalize")]
    public static bool ReregisterForFinalize(void* instance) =>
        !ObjectLayout.TypeOf(instance)->HasFinalizer || Finalization.Reregister(instance);

    /// <summary>The next object to finalize, or null.</summary>
    [RuntimeExport("RhpGetNextFinalizableObject")]
    public static void* GetNextFinalizable() => Finalization.TakeNext();

    /// <summary>Announces references in a stack frame. Frames are scanned conservatively, so they are found anyway:
    /// CoreLib announces only memory of its own frame (DynamicInvokeInfo).</summary>
    [RuntimeExport("RhRegisterForGCReporting")]
    public static void RegisterForReporting(void* registration)
    {
    }

    /// <summary>Ends what <see cref="RegisterForReporting"/> began.</summary>
    [RuntimeExport("RhUnregisterForGCReporting")]
    public static void UnregisterForReporting(void* registration)
    {
    }
}
