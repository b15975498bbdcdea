using System.Runtime.InteropServices;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime.Contract;
using Xunit;

namespace Theseus.Tests.Memory;

// SAFETY: as HeapTest says.
public sealed unsafe class MarkingTests : HeapTest
{
    [Fact]
    public void Every_byte_of_a_slot_keeps_its_object_and_nothing_else_does()
    {
        nuint* word = stackalloc nuint[1];
        CollectorHost.AddConservative(word, word + 1);
        for (int offset = -8; offset < 32; offset++)
        {
            byte* instance = (byte*)New(Pair);
            *word = (nuint)(instance + offset);
            Collect();
            Assert.Equal(1ul, Figures().LiveObjects);
            Assert.True(Marker.ObjectAt(*word) == instance);
        }

        byte* large = (byte*)GcHeap.AllocateArray(Bytes, 10_000_000);
        *word = (nuint)(large + 9_999_999);
        Collect();
        Assert.Equal(1ul, Figures().LiveObjects);
        *word = (nuint)(large - 9);
        Collect();
        Assert.Equal(0ul, Figures().LiveObjects);
    }

    [Fact]
    public void Words_that_are_no_objects_are_ignored()
    {
        byte* stale = (byte*)New(Pair);
        void* handle = Handles.Allocate(null, HandleKind.Strong);
        Random random = new(7);
        const int Count = 100_000;
        nuint* words = (nuint*)NativeMemory.Alloc(Count, 8);
        for (int index = 0; index < Count; index++)
        {
            words[index] = index % 2 == 0 ? (nuint)random.NextInt64()
                : RawPages.WindowStart + (nuint)random.NextInt64(64L << 30);
        }

        Collect();
        words[0] = (nuint)stale;
        words[1] = (nuint)handle;
        words[2] = nuint.MaxValue;
        words[3] = RawPages.WindowEnd;
        words[4] = RawPages.WindowStart;
        for (nuint index = 5; index < 2000; index++)
        {
            words[index] = (nuint)stale - 4096 * 8 + index * 32;
        }

        Roots[0] = New(Pair);
        CollectorHost.AddConservative((byte*)words + 3, words + Count);
        Collect();
        Assert.Equal(1ul, Figures().LiveObjects);
    }

    [Fact]
    public void A_slot_granted_but_not_allocated_is_no_object()
    {
        byte* first = (byte*)New(Pair);
        nuint* word = stackalloc nuint[1];
        *word = (nuint)(first + 40);
        CollectorHost.AddConservative(word, word + 1);
        Collect();
        Assert.Equal(0ul, Figures().LiveObjects);
    }

    [Fact]
    public void A_list_of_a_million_nodes_is_marked()
    {
        void* list = null;
        for (int count = 0; count < 1_000_000; count++)
        {
            void* node = New(Pair);
            Field(node, 1) = list;
            Roots[0] = list = node;
        }

        Collect();
        Assert.Equal(1_000_000ul, Figures().LiveObjects);
        Assert.Equal(0ul, Figures().MarkOverflows);
    }

    [Fact]
    public void An_overflowing_mark_stack_loses_nothing()
    {
        const int Length = 600_000;
        Roots[0] = GcHeap.AllocateArray(References, Length);
        for (int index = 0; index < Length; index++)
        {
            Field(Roots[0], 1 + index) = New(Pair);
        }

        for (int index = 0; index < Length; index++)
        {
            Field(Field(Roots[0], 1 + index), 1) = New(Leaf);
        }

        // A comb: a list whose nodes each hold a branch pushes an entry a node that waits until the list's end.
        void* comb = null;
        for (int count = 0; count < 300_000; count++)
        {
            void* node = New(Pair), branch = New(Pair);
            Field(branch, 0) = New(Leaf);
            Field(node, 0) = branch;
            Field(node, 1) = comb;
            Roots[1] = comb = node;
        }

        RawPages.Budget = 0;
        ulong before = Marker.Overflows;
        Collect();
        Assert.Equal(1ul + 2 * Length + 3 * 300_000, Figures().LiveObjects);
        Assert.True(Marker.Overflows > before);
    }

    [Fact]
    public void Series_of_a_class_are_all_followed()
    {
        MethodTable* type = FakeTypes.Class(80, false, (8, 1), (24, 3), (64, 1));
        int[] fields = [0, 2, 3, 4, 7];
        void* instance = Roots[0] = New(type);
        foreach (int field in fields)
        {
            Field(instance, field) = New(Leaf);
        }

        foreach (int field in (int[])[1, 5, 6])
        {
            Field(instance, field) = New(Leaf);
        }

        Collect();
        Assert.Equal(1ul + 5, Figures().LiveObjects);
        Assert.Equal(8 + 3 * 16, GcDescriptor.SizeOf(type));
        Assert.Equal(0, GcDescriptor.SizeOf(Leaf));
        Assert.Equal(24, GcDescriptor.SizeOf(References));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(129)]
    [InlineData(5000)]
    public void Struct_arrays_are_followed_by_their_items(int length)
    {
        // struct { long; object; object; long; object; int; } is 48 bytes, references at 8, 16 and 32.
        MethodTable* type = FakeTypes.StructArray(48, 8, (2, 8), (1, 16));
        byte* array = (byte*)(Roots[0] = GcHeap.AllocateArray(type, (nuint)length));
        for (int element = 0; element < length; element++)
        {
            foreach (int offset in (int[])[8, 16, 32])
            {
                *(void**)(array + 16 + 48 * element + offset) = New(Leaf);
            }

            foreach (int offset in (int[])[0, 24, 40])
            {
                *(void**)(array + 16 + 48 * element + offset) = New(Leaf);
            }
        }

        Collect();
        Assert.Equal(1ul + 3 * (ulong)length, Figures().LiveObjects);
        Assert.Equal(8 + 8 + 2 * 8, GcDescriptor.SizeOf(type));
    }

    /// <summary>ILC describes an array of structs that are all references like an array of references.</summary>
    [Fact]
    public void Arrays_of_structs_that_are_all_references_are_followed()
    {
        MethodTable* pairs = FakeTypes.ReferenceArray(componentSize: 16);
        Roots[0] = GcHeap.AllocateArray(pairs, 1000);
        for (int index = 0; index < 2000; index++)
        {
            Field(Roots[0], 1 + index) = New(Leaf);
        }

        Collect();
        Assert.Equal(2001ul, Figures().LiveObjects);
    }

    [Fact]
    public void Long_arrays_are_followed_to_the_end()
    {
        Roots[0] = GcHeap.AllocateArray(References, 1_000_000);
        for (int index = 0; index < 1_000_000; index += 7)
        {
            Field(Roots[0], 1 + index) = New(Leaf);
        }

        Field(Roots[0], 999_999) = New(Leaf);
        Collect();
        Assert.Equal(142_858ul + 1 + 1, Figures().LiveObjects);
    }

    [Fact]
    public void Frozen_objects_are_roots_and_alive_themselves()
    {
        MethodTable* text = FakeTypes.Array(2, 22);
        nint* frozen = (nint*)NativeMemory.AllocZeroed(64, 8);
        frozen[1] = (nint)text;
        ((int*)frozen)[4] = 3;
        nint* pair = frozen + 1 + 4;
        pair[0] = (nint)Pair;
        nint* array = pair + 5;
        array[0] = (nint)References;
        ((int*)array)[2] = 2;
        pair[2] = (nint)New(Leaf);
        array[3] = (nint)New(Pair);
        pair[1] = (nint)(frozen + 1);
        CollectorHost.AddFrozen(frozen, frozen + 64);
        Roots[0] = pair;
        Collect();
        Assert.Equal(2ul, Figures().LiveObjects);
        Assert.True(Marker.IsMarked(pair));
        Assert.True(Marker.ObjectAt((nuint)pair) == null);
    }
}
