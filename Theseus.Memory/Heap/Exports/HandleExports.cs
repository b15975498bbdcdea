using System.Runtime;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>The symbols behind GCHandle, WeakReference, DependentHandle and finalization.</summary>
[Resident]
internal static class HandleExports
{
    /// <summary>A new handle; 0 if memory is out.</summary>
    // SAFETY: CoreLib passes an object or null, and a kind that Handles checks.
    [RuntimeExport("RhpHandleAlloc")]
    public static unsafe void* Allocate(void* instance, int kind) => Handles.Allocate(instance, (HandleKind)kind);

    /// <summary>A new dependent handle; 0 if memory is out.</summary>
    // SAFETY: CoreLib passes objects or null.
    [RuntimeExport("RhpHandleAllocDependent")]
    public static unsafe void* AllocateDependent(void* primary, void* secondary) =>
        Handles.AllocateDependent(primary, secondary);

    /// <summary>Frees a handle of any kind.</summary>
    // SAFETY: Handles checks the handle.
    [RuntimeExport("RhHandleFree")]
    public static unsafe void Free(void* handle) => Handles.Free(handle);

    /// <summary>A handle's object.</summary>
    // SAFETY: Handles checks the handle.
    [RuntimeExport("RhHandleGet")]
    public static unsafe void* Get(void* handle) => Handles.Get(handle);

    /// <summary>Sets a handle's object; CoreLib declares it once with the handle as its result.</summary>
    // SAFETY: Handles checks the handle; CoreLib passes an object or null.
    [RuntimeExport("RhHandleSet")]
    public static unsafe void* Set(void* handle, void* instance)
    {
        Handles.Set(handle, instance);
        return handle;
    }

    /// <summary>A dependent handle's two objects.</summary>
    // SAFETY: Handles checks the handle; CoreLib passes the address of a local of its own.
    [RuntimeExport("RhHandleGetDependent")]
    public static unsafe void* GetDependent(void* handle, void** secondary)
    {
        void* primary = Handles.GetDependent(handle, out void* second);
        *secondary = second;
        return primary;
    }

    /// <summary>Sets a dependent handle's secondary object.</summary>
    // SAFETY: as Set.
    [RuntimeExport("RhHandleSetDependentSecondary")]
    public static unsafe void SetDependentSecondary(void* handle, void* secondary) =>
        Handles.SetDependentSecondary(handle, secondary);

    /// <summary>Calls an object's finalizer off, if its type has one.</summary>
    // SAFETY: CoreLib passes an object, never null.
    [RuntimeExport("RhSuppressFinalize")]
    public static unsafe void SuppressFinalize(void* instance)
    {
        if (ObjectLayout.TypeOf(instance)->HasFinalizer)
        {
            Finalization.Suppress(instance);
        }
    }

    /// <summary>Wants an object's finalizer to run again; false if memory is out.</summary>
    // SAFETY: as SuppressFinalize.
    [RuntimeExport("RhReRegisterForFinalize")]
    public static unsafe bool ReregisterForFinalize(void* instance) =>
        !ObjectLayout.TypeOf(instance)->HasFinalizer || Finalization.Reregister(instance);

    /// <summary>The next object to finalize, or null.</summary>
    // SAFETY: an object or null, for CoreLib.
    [RuntimeExport("RhpGetNextFinalizableObject")]
    public static unsafe void* GetNextFinalizable() => Finalization.TakeNext();

    /// <summary>Announces references in a stack frame. Frames are scanned conservatively, so they are found anyway:
    /// CoreLib announces only memory of its own frame (DynamicInvokeInfo).</summary>
    // SAFETY: the address is not followed.
    [RuntimeExport("RhRegisterForGCReporting")]
    public static unsafe void RegisterForReporting(void* registration)
    {
    }

    /// <summary>Ends what <see cref="RegisterForReporting"/> began.</summary>
    // SAFETY: as RegisterForReporting.
    [RuntimeExport("RhUnregisterForGCReporting")]
    public static unsafe void UnregisterForReporting(void* registration)
    {
    }
}
