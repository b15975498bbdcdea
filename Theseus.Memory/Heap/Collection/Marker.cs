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
// SAFETY: precise entry points take what the compiler's tables call references: null, an object of the heap, or one
// outside its runs. The conservative one believes nothing: it asks the page map and the live bitmap first.
[Resident]
internal static unsafe partial class Marker
{
    /// <summary>Marks the object that <paramref name="slot"/> refers to.</summary>
    public static void MarkReference(void** slot) => MarkObject(*slot);

    /// <summary>Marks an object; null and objects outside the heap are ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MarkObject(void* instance)
    {
        Run* run = PageMap.Find((nuint)instance);
        if (run == null)
            return;
        MarkSlot(run, Run.IndexOf(run, (nuint)((byte*)instance - run->Objects)), instance);
    }

    /// <summary>True if the object is outside the heap or marked. Null is not an object: false.</summary>
    public static bool IsMarked(void* instance)
    {
        if (instance == null)
            return false;
        Run* run = PageMap.Find((nuint)instance);
        return run == null || Bitmap.Test(Run.MarkBits(run), Run.IndexOf(run, (nuint)((byte*)instance - run->Objects)));
    }

    /// <summary>
    /// Takes each aligned word from <paramref name="low"/> to before <paramref name="high"/> for a possible address
    /// in an object, header and interior included, and marks the object if there is one.
    /// </summary>
    public static void MarkConservative(void* low, void* high)
    {
        nuint* end = (nuint*)((nuint)high & ~(nuint)7);
        for (nuint* word = (nuint*)(((nuint)low + 7) & ~(nuint)7); word < end; word++)
        {
            if (PageMap.InWindow(*word))
                MarkAddress(*word);
        }
    }

    /// <summary>Marks the live object whose slot holds <paramref name="address"/>, if there is one.</summary>
    public static void MarkAddress(nuint address)
    {
        Run* run = FindLive(address, out uint index);
        if (run == null)
            return;

        // A slot just handed out may not have its type yet: then it holds no references either.
        void* instance = Run.ObjectAt(run, index);
        if (ObjectLayout.TypeOf(instance) != null)
            MarkSlot(run, index, instance);
        else
            Bitmap.Set(Run.MarkBits(run), index, index + 1);
    }

    /// <summary>The live object whose slot holds <paramref name="address"/>, any value at all; null if none.</summary>
    public static void* ObjectAt(nuint address)
    {
        Run* run = FindLive(address, out uint index);
        return run == null ? null : Run.ObjectAt(run, index);
    }

    /// <summary>
    /// Marks what the objects of a frozen segment refer to. They lie one after another, each after its header and
    /// rounded up to words; a null MethodTable ends them early.
    /// </summary>
    public static void MarkFrozenRange(void* start, void* end)
    {
        byte* instance = (byte*)start + ObjectLayout.HeaderBytes;
        while (instance + sizeof(MethodTable*) <= (byte*)end)
        {
            MethodTable* type = ObjectLayout.TypeOf(instance);
            if (type == null)
                break;
            if (type->HasPointers)
                Trace(instance, type);
            instance += ObjectLayout.Align(ObjectLayout.SizeOf(instance));
        }
    }

    /// <summary>Marks what one object outside the heap refers to.</summary>
    public static void MarkFrozenObject(void* instance)
    {
        MethodTable* type = ObjectLayout.TypeOf((byte*)instance);
        if (type->HasPointers)
            Trace((byte*)instance, type);
    }

    private static Run* FindLive(nuint address, out uint index)
    {
        index = 0;
        Run* run = PageMap.Find(address);
        if (run == null)
            return null;
        nuint offset = address - (nuint)run->Objects;
        if (run->SlotCount == 0 || offset >= run->SlotCount * run->SlotBytes)
            return null;
        index = Run.IndexOf(run, offset);
        return Bitmap.Test(run->Live, index) ? run : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MarkSlot(Run* run, uint index, void* instance)
    {
        ulong* word = Run.MarkBits(run) + (index >> 6);
        ulong bit = 1ul << (int)(index & 63);
        if ((*word & bit) != 0)
            return;
        *word |= bit;
        if (ObjectLayout.TypeOf(instance)->HasPointers)
            MarkStack.PushObject(instance);
    }
}
