using Theseus.Memory;
using Theseus.Memory.Heap;
using Xunit;

namespace Theseus.Tests.Memory;

// SAFETY: as HeapTest says.
public sealed unsafe class FinalizationTests : HeapTest
{
    [Fact]
    public void An_unreachable_object_becomes_ready_once_with_all_it_holds()
    {
        void* instance = New(Finalizable);
        Field(instance, 0) = New(Leaf);
        Roots[0] = instance;
        Collect();
        Assert.False(Finalization.HasReady);
        Roots[0] = null;
        Collect();
        Assert.Equal(2ul, Figures().LiveObjects);
        Collect();
        Assert.Equal(2ul, Figures().LiveObjects);
        Assert.True(Finalization.TakeNext() == instance);
        Assert.True(Finalization.TakeNext() == null);
        Collect();
        Assert.Equal(0ul, Figures().LiveObjects);
    }

    [Fact]
    public void Short_weak_is_cleared_before_long_weak_after()
    {
        void* instance = New(Finalizable);
        void* shortWeak = Handles.Allocate(instance, HandleKind.WeakShort);
        void* longWeak = Handles.Allocate(instance, HandleKind.WeakLong);
        void* dependent = Handles.AllocateDependent(instance, New(Leaf));
        Collect();
        Assert.True(Handles.Get(shortWeak) == null);
        Assert.True(Handles.Get(longWeak) == instance);
        Assert.True(Handles.GetDependent(dependent, out void* secondary) == instance);
        Assert.True(secondary != null);
        Finalization.TakeNext();
        Collect();
        Assert.True(Handles.Get(longWeak) == null);
        Assert.True(Handles.GetDependent(dependent, out _) == null);
    }

    [Fact]
    public void Suppressed_objects_die_without_and_reregistered_ones_become_ready_again()
    {
        void* suppressed = New(Finalizable);
        HandleExports.SuppressFinalize(suppressed);
        Collect();
        Assert.False(Finalization.HasReady);
        Assert.Equal(0ul, Figures().LiveObjects);

        void* both = New(Finalizable);
        HandleExports.SuppressFinalize(both);
        Assert.True(HandleExports.ReregisterForFinalize(both));
        Collect();
        Assert.True(Finalization.TakeNext() == both);
        Assert.True(HandleExports.ReregisterForFinalize(both));
        Collect();
        Assert.True(HandleExports.GetNextFinalizable() == both);
        Assert.Equal(0u, Finalization.RegisteredCount);
        Assert.Equal(0, ObjectLayout.HeaderWord(both));
    }

    [Fact]
    public void The_host_hears_of_work_after_the_allocation_that_collected()
    {
        int calls = 0, finalized = 0;
        CollectorHost.OnAfterCollection = () =>
        {
            calls++;
            while (Finalization.TakeNext() != null)
            {
                finalized++;
                GcHeap.AllocateArray(Bytes, 1000);
            }
        };
        for (int count = 0; count < 1_000_000; count++)
        {
            New(Finalizable);
        }

        Collector.RunFollowUp();
        Assert.InRange(calls, 4, 40);
        CollectionExports.Collect(0, null, null);
        Assert.Equal(1_000_000, finalized);
    }
}
