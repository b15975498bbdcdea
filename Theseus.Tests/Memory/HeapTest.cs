using System.Runtime.InteropServices;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime.Contract;
using Xunit;

namespace Theseus.Tests.Memory;

/// <summary>
/// A fresh heap for each test, with some roots and some types. The heap is static: tests run in turn.
/// </summary>
// SAFETY: roots live as long as the process; objects are touched only while the test knows them to be reachable.
[Collection("heap")]
public abstract unsafe class HeapTest
{
    private protected const int RootCount = 4096;
    private protected const nuint MiB = 1 << 20;

    private protected static readonly void** Roots = (void**)NativeMemory.AllocZeroed(RootCount, 8);
    private protected static readonly MethodTable* Pair = FakeTypes.Class(40, false, (8, 2));
    private protected static readonly MethodTable* Leaf = FakeTypes.Class(24, false);
    private protected static readonly MethodTable* Finalizable = FakeTypes.Class(32, true, (8, 1));
    private protected static readonly MethodTable* Bytes = FakeTypes.Array(1);
    private protected static readonly MethodTable* References = FakeTypes.ReferenceArray();

    private protected HeapTest() => Start(256 * MiB);

    /// <summary>Begins with an empty heap on a machine of <paramref name="memoryBytes"/>.</summary>
    private protected static void Start(nuint memoryBytes)
    {
        NativeMemory.Clear(Roots, RootCount * 8);
        RawPages.Reset(memoryBytes / RawPages.PageSize);
        CollectorHost.Reset();
        CollectorHost.AddPrecise(Roots, RootCount);
        Assert.True(GcHeap.Initialize(memoryBytes));
    }

    private protected static void* New(MethodTable* type) => type->HasFinalizer
        ? GcHeap.AllocateFinalizable(type, type->BaseSize)
        : GcHeap.Allocate(type, type->BaseSize);

    private protected static void Collect() => Collector.Collect(CollectionReason.Requested);

    private protected static GcStatistics Figures()
    {
        Collector.GetStatistics(out GcStatistics statistics);
        return statistics;
    }

    /// <summary>Field or element <paramref name="index"/>, counted in words after the MethodTable.</summary>
    private protected static ref void* Field(void* instance, int index) => ref ((void**)instance)[1 + index];
}

/// <summary>Keeps the tests of the static heap from running beside each other.</summary>
[CollectionDefinition("heap", DisableParallelization = true)]
public sealed class HeapTests;
