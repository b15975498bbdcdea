using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// Objects with finalizers: <i>registered</i> from their allocation on; <i>ready</i>, and kept alive with all they
/// refer to, once a collection finds them unreachable; neither, once <see cref="TakeNext"/> has returned them.
/// <para>SuppressFinalize only sets a bit in the object's header (CoreCLR's BIT_SBLK_FINALIZER_RUN); the object loses
/// its registration, and the bit, when it is found unreachable.</para>
/// </summary>
[Resident]
[OfInstance]
internal static partial class Finalization
{
    private const int SuppressedBit = 0x4000_0000;

    private static PointerVector s_registered;
    private static PointerVector s_ready;
    private static nuint s_readyTaken;

    /// <summary>Finalizers that were begun since the heap began.</summary>
    public static ulong Taken { get; private set; }

    /// <summary>True if a finalizer waits to run.</summary>
    public static bool HasReady => s_readyTaken < s_ready.Count;

    /// <summary>Finalizers that wait to run.</summary>
    public static nuint ReadyCount => s_ready.Count - s_readyTaken;

    /// <summary>Objects registered.</summary>
    public static nuint RegisteredCount => s_registered.Count;

    /// <summary>The next object whose finalizer must run, no longer registered; null if there is none.</summary>
    // SAFETY: HasReady says that there is an item at s_readyTaken, and MarkReady has kept it alive.
    public static unsafe void* TakeNext()
    {
        if (!HasReady)
        {
            return null;
        }

        Taken++;
        void* instance = s_ready[s_readyTaken++];
        if (s_readyTaken == s_ready.Count)
        {
            s_readyTaken = s_ready.Count = 0;
        }

        return instance;
    }

    /// <summary>Calls the finalizer off.</summary>
    // SAFETY: the caller's is an object.
    public static unsafe void Suppress(void* instance) =>
        Interlocked.Or(ref ObjectLayout.HeaderWord(instance), SuppressedBit);

    /// <summary>Wants the finalizer to run after all, or again.</summary>
    /// <returns>False if memory is out.</returns>
    // SAFETY: the caller's is an object.
    public static unsafe bool Reregister(void* instance)
    {
        ref int header = ref ObjectLayout.HeaderWord(instance);
        if ((header & SuppressedBit) == 0)
        {
            return Register(instance);
        }

        Interlocked.And(ref header, ~SuppressedBit);
        return true;
    }

    /// <summary>Starts with no objects.</summary>
    internal static bool Initialize()
    {
        s_registered = default;
        s_ready = default;
        s_readyTaken = 0;
        return true;
    }

    /// <summary>Registers an object of the heap; false if memory is out.</summary>
    // SAFETY: both lists have just got the room; the object is the caller's, in the heap.
    internal static unsafe bool Register(void* instance)
    {
        nuint count = s_registered.Count + 1;
        if (!s_registered.Reserve(count) || !s_ready.Reserve(s_ready.Count + count))
        {
            return false;
        }

        s_registered[count - 1] = instance;
        s_registered.Count = count;
        return true;
    }

    /// <summary>Marks the objects in the ready queue.</summary>
    // SAFETY: what waits was marked in every collection since it was found, so it is an object.
    internal static unsafe void MarkReady()
    {
        for (nuint index = s_readyTaken; index < s_ready.Count; index++)
        {
            Marker.MarkObject(s_ready[index]);
        }
    }

    /// <summary>
    /// After all else is marked: moves the registered objects that are not to the ready queue and marks them.
    /// </summary>
    // SAFETY: a registered object is in the heap, for the collection that would free it takes it off the list here. The
    // ready list has had room for all that are registered since they were, so that this takes no memory.
    internal static unsafe void FindUnreachable()
    {
        CompactReady();
        nuint firstNew = s_ready.Count;
        nuint kept = 0;
        for (nuint index = 0; index < s_registered.Count; index++)
        {
            void* instance = s_registered[index];
            if (Marker.IsMarked(instance))
            {
                s_registered[kept++] = instance;
            }
            else if ((ObjectLayout.HeaderWord(instance) & SuppressedBit) != 0)
            {
                ObjectLayout.HeaderWord(instance) &= ~SuppressedBit;
            }
            else if (ObjectLayout.TypeOf(instance)->IsWeakReference)
            {
                Handles.FreeHeldBy(instance);
            }
            else
            {
                s_ready[s_ready.Count++] = instance;
            }
        }

        s_registered.Count = kept;
        for (nuint index = firstNew; index < s_ready.Count; index++)
        {
            Marker.MarkObject(s_ready[index]);
        }
    }

    // SAFETY: both indices are below Count.
    private static unsafe void CompactReady()
    {
        nuint waiting = ReadyCount;
        for (nuint index = 0; index < waiting; index++)
        {
            s_ready[index] = s_ready[s_readyTaken + index];
        }

        s_ready.Count = waiting;
        s_readyTaken = 0;
    }
}
