using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>
/// Marks what is reachable. Root procedures call <see cref="MarkReference"/>, <see cref="MarkConservative"/> and
/// <see cref="MarkFrozenRange"/> during a collection; <see cref="Drain"/> then follows references until none is left.
/// An object is pushed at most once, when its mark bit is set. Objects outside the heap's runs (the image's, and the
/// frozen segments that CoreLib puts into page runs of its own) are always alive and are not marked.
/// </summary>
[Resident]
[OfInstance]
internal static partial class Marker
{
    /// <summary>Marks the object that <paramref name="slot"/> refers to.</summary>
    // SAFETY: the caller's is a root that holds null or an object.
    public static unsafe void MarkReference(void** slot) => MarkObject(*slot);

    /// <summary>Marks an object; null and objects outside the heap are ignored.</summary>
    // SAFETY: a reference of the compiler's tables: null, an object of the heap, whose run the page map has, or one
    // outside its runs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void MarkObject(void* instance)
    {
        Run* run = PageMap.Find((nuint)instance);
        if (run == null)
        {
            return;
        }

        MarkSlot(ref *run, run->IndexOf((nuint)instance - run->Objects), instance);
    }

    /// <summary>True if the object is outside the heap or marked. Null is not an object: false.</summary>
    // SAFETY: as MarkObject.
    public static unsafe bool IsMarked(void* instance)
    {
        if (instance == null)
        {
            return false;
        }

        Run* run = PageMap.Find((nuint)instance);
        return run == null || Bitmap.Test(run->Marks, run->IndexOf((nuint)instance - run->Objects));
    }

    /// <summary>
    /// Takes each word for a possible address in an object, header and interior included, and marks the object if there
    /// is one.
    /// </summary>
    public static void MarkConservative(ReadOnlySpan<nuint> words)
    {
        foreach (nuint word in words)
        {
            if (PageMap.InWindow(word))
            {
                MarkAddress(word);
            }
        }
    }

    /// <summary>Marks the live object whose slot holds <paramref name="address"/>, if there is one.</summary>
    // SAFETY: believes nothing: the slot is one of a run that the page map has, and its live bit says that it is
    // granted.
    public static unsafe void MarkAddress(nuint address)
    {
        Run* run = FindLive(address, out uint index);
        if (run == null)
        {
            return;
        }

        // A slot just handed out may not have its type yet: then it holds no references either.
        void* instance = (void*)run->ObjectAt(index);
        if (ObjectLayout.TypeOf(instance) != null)
        {
            MarkSlot(ref *run, index, instance);
        }
        else
        {
            Bitmap.Set(run->Marks, index, index + 1);
        }
    }

    /// <summary>The live object whose slot holds <paramref name="address"/>, any value at all; null if none.</summary>
    // SAFETY: as MarkAddress.
    public static unsafe void* ObjectAt(nuint address)
    {
        Run* run = FindLive(address, out uint index);
        return run == null ? null : (void*)run->ObjectAt(index);
    }

    /// <summary>
    /// Marks what the objects of a frozen segment refer to. They lie one after another, each after its header and
    /// rounded up to words; a null MethodTable ends them early.
    /// </summary>
    // SAFETY: whoever registers a segment keeps its memory, and has laid its objects out so up to the end that it
    // names.
    public static unsafe void MarkFrozenRange(void* start, void* end)
    {
        byte* instance = (byte*)start + ObjectLayout.HeaderBytes;
        while (instance + sizeof(MethodTable*) <= (byte*)end)
        {
            MethodTable* type = ObjectLayout.TypeOf(instance);
            if (type == null)
            {
                break;
            }

            if (type->HasPointers)
            {
                Trace(instance, type);
            }

            instance += ObjectLayout.Align(ObjectLayout.SizeOf(instance));
        }
    }

    /// <summary>Marks what one object outside the heap refers to.</summary>
    // SAFETY: the caller's is an object that the build has laid out, in memory.
    public static unsafe void MarkFrozenObject(void* instance)
    {
        MethodTable* type = ObjectLayout.TypeOf((byte*)instance);
        if (type->HasPointers)
        {
            Trace((byte*)instance, type);
        }
    }

    // SAFETY: a run that the page map has is in memory; offset is compared with its slots' end before its bitmap is
    // asked.
    private static unsafe Run* FindLive(nuint address, out uint index)
    {
        index = 0;
        Run* run = PageMap.Find(address);
        if (run == null)
        {
            return null;
        }

        nuint offset = address - run->Objects;
        if (run->SlotCount == 0 || offset >= run->SlotCount * run->SlotBytes)
        {
            return null;
        }

        index = run->IndexOf(offset);
        return Bitmap.Test(run->Live, index) ? run : null;
    }

    // SAFETY: instance is the object with a type in that slot.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void MarkSlot(ref Run run, uint index, void* instance)
    {
        ref ulong word = ref run.MarkWord(index);
        ulong bit = 1ul << (int)(index & 63);
        if ((word & bit) != 0)
        {
            return;
        }

        word |= bit;
        if (ObjectLayout.TypeOf(instance)->HasPointers)
        {
            MarkStack.PushObject(instance);
        }
    }
}
