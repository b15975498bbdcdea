using System.Runtime.InteropServices;
using Theseus.Memory.Heap;
using Xunit;

namespace Theseus.Tests.Memory;

// SAFETY: as HeapTest says; callbacks are variables of the test, alive while they are registered.
public sealed unsafe class RegionTests : HeapTest
{
    private const int Interactive = 1;
    private const int LowLatency = 2;
    private const int NoCollection = 4;

    private static int s_ran;
    private static int s_abandoned;

    [Fact]
    public void A_region_holds_until_its_end()
    {
        Assert.Equal(1, CollectionExports.EndNoCollectionRegion());
        Assert.Equal(2, CollectionExports.StartNoCollectionRegion(1L << 40, 0, 0, 0));
        Assert.Equal(0, CollectionExports.StartNoCollectionRegion(50_000_000, 0, 0, 0));
        ulong before = Figures().Collections;
        Allocate(40_000_000);
        Assert.Equal(before, Figures().Collections);
        Assert.Equal(0, CollectionExports.EndNoCollectionRegion());
        Assert.Equal(1, CollectionExports.EndNoCollectionRegion());
    }

    [Fact]
    public void A_region_is_over_after_a_collection_that_was_asked_for_or_due()
    {
        Assert.Equal(0, CollectionExports.StartNoCollectionRegion(1_000_000, 0, 0, 0));
        CollectionExports.Collect(0, null, null);
        Assert.Equal(1, CollectionExports.EndNoCollectionRegion());
        Assert.Equal(0, CollectionExports.StartNoCollectionRegion(1_000_000, 0, 0, 0));
        Allocate(200_000 * 24);
        Assert.Equal(1, CollectionExports.EndNoCollectionRegion());
    }

    [Fact]
    public void A_second_start_is_refused_and_ends_the_region()
    {
        Assert.Equal(0, CollectionExports.StartNoCollectionRegion(1_000_000, 0, 0, 0));
        Assert.Equal(3, CollectionExports.StartNoCollectionRegion(1, 0, 0, 0));
        Assert.Equal(1, CollectionExports.EndNoCollectionRegion());
    }

    [Fact]
    public void The_latency_mode_is_what_was_set_or_the_regions()
    {
        Assert.Equal(Interactive, CollectionExports.GetLatencyMode());
        Assert.Equal(0, CollectionExports.SetLatencyMode(LowLatency));
        Assert.Equal(0, CollectionExports.StartNoCollectionRegion(1_000_000, 0, 0, 0));
        Assert.Equal(NoCollection, CollectionExports.GetLatencyMode());
        Assert.Equal(1, CollectionExports.SetLatencyMode(Interactive));
        CollectionExports.Collect(0, null, null);
        Assert.Equal(LowLatency, CollectionExports.GetLatencyMode());
    }

    [Fact]
    public void Compaction_is_wanted_until_the_next_collection()
    {
        CollectionExports.SetLargeCompactionMode(2);
        Assert.Equal(2, CollectionExports.GetLargeCompactionMode());
        Collect();
        Assert.Equal(1, CollectionExports.GetLargeCompactionMode());
    }

    [Fact]
    public void A_callback_runs_after_so_many_bytes_and_is_abandoned_if_the_region_ends_before()
    {
        (s_ran, s_abandoned) = (0, 0);
        RegionCallback callback = new() { Run = &Ran };
        Assert.Equal(1, CollectionExports.EnableRegionCallback(&callback, 1000));
        CollectionExports.StartNoCollectionRegion(2_000_000, 0, 0, 0);
        Assert.Equal(2, CollectionExports.EnableRegionCallback(&callback, 3_000_000));
        Assert.Equal(0, CollectionExports.EnableRegionCallback(&callback, 1_000_000));
        Assert.Equal(3, CollectionExports.EnableRegionCallback(&callback, 1_000_000));
        Allocate(500_000);
        Assert.False(NoCollectionRegion.IsCallbackDue());
        Allocate(800_000);
        Assert.True(NoCollectionRegion.IsCallbackDue());
        NoCollectionRegion.RunReady();
        Assert.Equal((1, 0), (s_ran, s_abandoned));
        CollectionExports.EndNoCollectionRegion();

        CollectionExports.StartNoCollectionRegion(2_000_000, 0, 0, 0);
        Assert.Equal(0, CollectionExports.EnableRegionCallback(&callback, 1_000_000));
        CollectionExports.EndNoCollectionRegion();
        Assert.True(NoCollectionRegion.HasReady);
        NoCollectionRegion.RunReady();
        Assert.Equal((2, 1), (s_ran, s_abandoned));
    }

    [UnmanagedCallersOnly]
    private static void Ran(RegionCallback* callback)
    {
        s_ran += callback->Scheduled;
        s_abandoned += callback->Abandoned;
    }

    private static void Allocate(int bytes)
    {
        for (int count = 0; count < bytes / 24; count++)
        {
            New(Leaf);
        }
    }
}
