using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime.Contract;
using Xunit;

namespace Theseus.Tests.Memory;

// SAFETY: as HeapTest says.
public sealed unsafe class HandleTests : HeapTest
{
    [Fact]
    public void The_first_word_of_a_handle_is_its_object()
    {
        Roots[0] = New(Leaf);
        void* handle = Handles.Allocate(Roots[0], HandleKind.Strong);
        Assert.True(*(void**)handle == Roots[0]);
        Handles.Set(handle, null);
        Assert.True(*(void**)handle == null);
    }

    [Fact]
    public void Strong_and_pinned_keep_weak_do_not()
    {
        void* strong = Handles.Allocate(New(Leaf), HandleKind.Strong);
        void* pinned = Handles.Allocate(New(Leaf), HandleKind.Pinned);
        void* weak = Handles.Allocate(New(Leaf), HandleKind.WeakShort);
        void* weakLong = Handles.Allocate(New(Leaf), HandleKind.WeakLong);
        void* weakToStrong = Handles.Allocate(Handles.Get(strong), HandleKind.WeakShort);
        Collect();
        Assert.Equal(2ul, Figures().LiveObjects);
        Assert.True(Handles.Get(strong) != null && Handles.Get(pinned) != null);
        Assert.True(Handles.Get(weak) == null && Handles.Get(weakLong) == null);
        Assert.True(Handles.Get(weakToStrong) == Handles.Get(strong));
        Handles.Free(strong);
        Collect();
        Assert.True(Handles.Get(weakToStrong) == null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_chain_of_dependents_is_followed_in_time_that_is_linear_in_its_length(bool newestFirst)
    {
        // As ConditionalWeakTable makes it: the value of one key holds the next. A pass for each link would be
        // quadratic.
        const int Length = 200_000;
        void** keys = (void**)NativeMemory.Alloc(Length + 1, (nuint)sizeof(void*));
        Roots[0] = GcHeap.AllocateArray(References, Length + 1);
        for (int index = 0; index <= Length; index++)
        {
            Field(Roots[0], index + 1) = keys[index] = New(Leaf);
        }

        for (int index = 0; index < Length; index++)
        {
            int link = newestFirst ? Length - 1 - index : index;
            void* value = New(Pair);
            Field(value, 0) = keys[link + 1];
            Assert.True(Handles.AllocateDependent(keys[link], value) != null);
        }

        Roots[0] = keys[0];
        ulong passes = Handles.DependentPasses;
        Collect();
        Assert.Equal(2ul * Length + 1, Figures().LiveObjects);
        Assert.InRange(Handles.DependentPasses - passes, 2ul, 6ul);
        Roots[0] = null;
        Collect();
        Assert.Equal(0ul, Figures().LiveObjects);
        NativeMemory.Free(keys);
    }

    [Fact]
    public void Dependents_follow_their_primaries_through_a_chain()
    {
        const int Length = 100;
        void** handles = stackalloc void*[Length];
        void* key = New(Leaf);
        Roots[0] = key;
        for (int index = 0; index < Length; index++)
        {
            void* value = New(Leaf);
            handles[Length - 1 - index] = Handles.AllocateDependent(key, value);
            key = value;
        }

        Collect();
        Assert.Equal(Length + 1ul, Figures().LiveObjects);
        Roots[0] = null;
        Collect();
        Assert.Equal(0ul, Figures().LiveObjects);
        for (int index = 0; index < Length; index++)
        {
            Assert.True(Handles.GetDependent(handles[index], out void* secondary) == null);
            Assert.True(secondary == null);
        }
    }

    [Fact]
    public void A_dependent_whose_secondary_holds_its_primary_dies()
    {
        void* primary = New(Leaf);
        void* secondary = New(Pair);
        Field(secondary, 0) = primary;
        Handles.AllocateDependent(primary, secondary);
        Collect();
        Assert.Equal(0ul, Figures().LiveObjects);
    }

    [Fact]
    public void Freeing_garbage_or_twice_changes_nothing()
    {
        void* handle = Handles.Allocate(null, HandleKind.Strong);
        ulong inUse = Handles.InUse;
        Roots[0] = New(Pair);
        Assert.False(Handles.Free((byte*)handle + 8));
        Assert.False(Handles.Free((byte*)handle + 1));
        Assert.False(Handles.Free((void*)((nuint)handle & ~(nuint)4095)));
        Assert.False(Handles.Free(null));
        Assert.False(Handles.Free((void*)nuint.MaxValue));
        Assert.False(Handles.Free(Roots[0]));
        Assert.True(Handles.Free(handle));
        Assert.False(Handles.Free(handle));
        Assert.True(*(void**)handle == null);
        Assert.Equal(inUse - 1, Handles.InUse);
        Assert.True(Handles.Allocate(null, (HandleKind)7) == null);
    }

    [Theory]
    [InlineData((int)HandleKind.WeakShort)]
    [InlineData((int)HandleKind.WeakLong)]
    [InlineData((int)HandleKind.Strong)]
    [InlineData((int)HandleKind.Pinned)]
    public void The_slot_of_a_handle_that_a_program_frees_is_nobody_elses(int kind)
    {
        ulong before = Handles.InUse;
        Handles.BeginProgram();
        void* stale = Handles.Allocate(New(Leaf), (HandleKind)kind);
        Assert.True(Handles.Free(stale));
        HashSet<nint> others = [.. Enumerable.Range(0, 10_000).Select(i => Take((HandleKind)(i % 4)))];
        Assert.DoesNotContain((nint)stale, others);
        Roots[0] = New(Leaf);
        Handles.Set(stale, Roots[0]);
        Assert.True(*(void**)stale == null && Handles.Get(stale) == null && !Handles.Free(stale));
        Assert.Equal(before + (ulong)others.Count, Handles.InUse);

        static nint Take(HandleKind kind) => (nint)Handles.Allocate(null, kind);
    }

    [Fact]
    public void What_memory_full_lets_go_of_is_nobody_elses_either()
    {
        Handles.BeginProgram();
        void* stale = Handles.Allocate(New(Leaf), HandleKind.Strong);
        Handles.FreeStrongOfProgram();
        Assert.True(*(void**)stale == null);
        Assert.False(Handles.Allocate(null, HandleKind.WeakShort) == stale);
    }

    [Fact]
    public void What_memory_full_lets_go_of_is_not_what_the_program_has_inherited()
    {
        void* inherited = Handles.Allocate(New(Leaf), HandleKind.Strong);
        byte[] page = GC.AllocateArray<byte>(RawPages.PageSize, pinned: true);
        InheritedWords.Of = (nuint)inherited & ~(nuint)(RawPages.PageSize - 1);
        new Span<byte>((void*)InheritedWords.Of, page.Length).CopyTo(page);
        InheritedWords.Page = (byte*)Unsafe.AsPointer(ref page[0]);
        Handles.BeginProgram();
        void* own = Handles.Allocate(New(Leaf), HandleKind.Strong);
        Handles.FreeStrongOfProgram();
        InheritedWords.Page = null;
        Assert.True(*(void**)own == null);
        Assert.False(*(void**)inherited == null);
    }

    [Fact]
    public void A_dead_weak_reference_gives_its_handle_back_and_one_that_lives_keeps_it()
    {
        MethodTable* weak = FakeTypes.WeakReference();
        ulong before = Handles.InUse;
        Handles.BeginProgram();
        Roots[1] = New(Leaf);
        Roots[0] = New(weak);
        void* kept = Handles.Allocate(Roots[1], HandleKind.WeakLong);
        Field(Roots[0], 0) = (byte*)kept + 1;
        for (int round = 0; round < 100; round++)
        {
            for (int i = 0; i < 1000; i++)
            {
                void* reference = New(weak);
                Field(reference, 0) = (byte*)Handles.Allocate(Roots[1], HandleKind.WeakShort) + (i & 1);
            }

            Collect();
            Assert.Equal(before + 1, Handles.InUse);
        }

        Assert.False(Finalization.HasReady);
        Assert.True(Handles.Get(kept) == Roots[1]);
        Assert.Equal((nint)kept + 1, (nint)Field(Roots[0], 0));
        Roots[0] = null;
    }

    [Fact]
    public void A_weak_reference_that_a_finalizer_brings_back_has_no_handle()
    {
        void* reference = New(FakeTypes.WeakReference());
        Field(reference, 0) = (byte*)Handles.Allocate(null, HandleKind.WeakLong) + 1;
        void* instance = New(Finalizable);
        Field(instance, 0) = reference;
        Collect();
        Assert.True(Finalization.TakeNext() == instance);
        Assert.Equal(1, (nint)Field(reference, 0));
        Assert.Equal(0ul, Handles.InUse);
    }

    [Fact]
    public void Many_handles_come_and_go()
    {
        HashSet<nint> live = [];
        Random random = new(3);
        for (int step = 0; step < 100_000; step++)
        {
            if (random.Next(5) < 3)
            {
                Assert.True(live.Add((nint)Handles.Allocate(null, (HandleKind)random.Next(4))));
            }
            else if (live.Count > 0)
            {
                nint handle = live.First();
                live.Remove(handle);
                Assert.True(Handles.Free((void*)handle));
            }
        }

        Assert.Equal((ulong)live.Count, Handles.InUse);
        RawPages.Budget = 0;
        int more = 0;
        while (Handles.Allocate(null, HandleKind.Strong) != null)
        {
            more++;
        }

        Assert.InRange(more, 1, 100_000);
        foreach (nint handle in live)
        {
            Assert.True(Handles.Free((void*)handle));
        }
    }

    [Fact]
    public void Slots_that_were_freed_by_their_values_are_used_again_once_no_copy_is_left()
    {
        Handles.BeginProgram();
        AllocateAndFree(Handles.LeastRetired);
        ulong held = HeapPages.Held;
        for (int round = 0; round < 8; round++)
        {
            AllocateAndFree(Handles.LeastRetired);
        }

        Assert.InRange(Handles.RetiredCount, 0ul, 2 * Handles.LeastRetired);
        Assert.InRange(HeapPages.Held, held, held + 8); // 128 segments were taken before
    }

    [Theory]
    [InlineData("object")]
    [InlineData("packed")]
    [InlineData("stack")]
    [InlineData("static")]
    public void A_slot_whose_value_is_still_somewhere_is_not_used_again(string where)
    {
        Handles.BeginProgram();
        nuint copy = (nuint)Handles.Allocate(null, HandleKind.Strong);
        Handles.Free((void*)copy);
        const int WordsOfArray = 4;
        Roots[0] = GcHeap.AllocateArray(FakeTypes.Array(8), WordsOfArray);
        byte* elements = (byte*)Roots[0] + 16;
        switch (where)
        {
            case "object":
                *(nuint*)elements = copy | 1; // as a pinned handle's
                break;
            case "packed":
                *(nuint*)(elements + 3) = copy;
                break;
            case "stack":
                ViewSearch.Stack = [1, copy];
                break;
            default:
                Upcalls.WrittenWords = [copy];
                break;
        }

        Assert.True(AllocateAndFree(2 * Handles.LeastRetired, copy), "nothing was used again");
        Roots[0] = null;
        (ViewSearch.Stack, Upcalls.WrittenWords) = ([], []);
        Assert.False(AllocateAndFree(4 * Handles.LeastRetired, copy), "it was not used again");
    }

    [Theory]
    [InlineData(8, 4, 5)] // its length, and the elements
    [InlineData(9, 3, 5)]
    [InlineData(1, 0, 1)]
    public void What_is_looked_at_of_an_array_ends_where_the_array_does(int elementBytes, int length, int words)
    {
        Roots[0] = GcHeap.AllocateArray(FakeTypes.Array((uint)elementBytes), (nuint)length);
        ReadOnlySpan<nuint> fields = ObjectLayout.FieldsOf(Roots[0]);
        Assert.Equal(words, fields.Length);
        fixed (nuint* first = fields)
        {
            Assert.True(first == (nuint*)Roots[0] + 1);
        }

        Roots[0] = New(Leaf);
        Assert.Equal(1, ObjectLayout.FieldsOf(Roots[0]).Length);
    }

    private static void AllocateAndFree(ulong times) => AllocateAndFree(times, 0);

    /// <summary>True if a slot was never given out meanwhile.</summary>
    private static bool AllocateAndFree(ulong times, nuint slot)
    {
        bool isKept = true;
        for (ulong i = 0; i < times; i++)
        {
            void* handle = Handles.Allocate(null, HandleKind.Strong);
            isKept &= (nuint)handle != slot;
            Handles.Free(handle);
        }

        return isKept;
    }
}
