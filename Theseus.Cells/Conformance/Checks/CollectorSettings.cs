using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// What a program may ask and set of the collector, and that nothing dead outlives a collection: not even the one
/// object whose address the calls before it may have left on the stack.
/// </summary>
internal static class CollectorSettings
{
    private const int Tries = 20;
    private const int Links = 3000;

    public static void Run(Checker check)
    {
        check.Is("dead.weak", "0", () => Alive(static () => new WeakReference(new object())));
        check.Is("dead.list", "0", () => Alive(static () => new WeakReference(new List<int> { 1, 2, 3 })));
        check.Is("dead.large", "0", () => Alive(static () => new WeakReference(new byte[1 << 20])));
        check.Is("dead.thrown", "0", () => Alive(Thrown));
        check.Is("dead.handle", "0", () =>
        {
            int alive = 0;
            for (int i = 0; i < Tries; i++)
            {
                GCHandle handle = WeakHandle();
                GC.Collect();
                alive += handle.Target is null ? 0 : 1;
                handle.Free();
            }

            return alive;
        });
        check.Is("dead.finalized", "0", () => Alive(static () => new WeakReference(new Finalizable(), true)));
        check.Is("chain.held", "[3000,true]", () =>
        {
            ConditionalWeakTable<object, object> table = [];
            object first = new();
            WeakReference last = Fill(table, first);
            GC.Collect();
            object[] result = [table.Count(), last.IsAlive];
            GC.KeepAlive(first);
            return result;
        });
        check.Is("chain.dropped", "[0,false]", () =>
        {
            ConditionalWeakTable<object, object> table = [];
            WeakReference last = Fill(table, null);
            GC.Collect();
            return new object[] { table.Count(), last.IsAlive };
        });
        check.Is("latency", "[Interactive,LowLatency,Batch]", () =>
        {
            GCLatencyMode first = GCSettings.LatencyMode;
            GCSettings.LatencyMode = GCLatencyMode.LowLatency;
            GCLatencyMode second = GCSettings.LatencyMode;
            GCSettings.LatencyMode = GCLatencyMode.Batch;
            GCLatencyMode third = GCSettings.LatencyMode;
            GCSettings.LatencyMode = first;
            return new object[] { first.ToString(), second.ToString(), third.ToString() };
        });
        check.Is("region", "[true,NoGCRegion,Interactive]", () =>
        {
            bool begun = GC.TryStartNoGCRegion(10_000_000);
            GCLatencyMode inside = GCSettings.LatencyMode;
            GC.EndNoGCRegion();
            return new object[] { begun, inside.ToString(), GCSettings.LatencyMode.ToString() };
        });
        check.Throws<InvalidOperationException>("region.set", () =>
        {
            GC.TryStartNoGCRegion(10_000_000);
            try
            {
                GCSettings.LatencyMode = GCLatencyMode.Batch;
                return null;
            }
            finally
            {
                GC.EndNoGCRegion();
            }
        });
        check.Throws<InvalidOperationException>("region.collected", () =>
        {
            GC.TryStartNoGCRegion(10_000_000);
            GC.Collect();
            GC.EndNoGCRegion();
            return null;
        });
        check.Throws<InvalidOperationException>("region.none", () =>
        {
            GC.RegisterNoGCRegionCallback(100, () => { });
            return null;
        });
        check.Is("region.callback", "true", () =>
        {
            bool called = false;
            GC.TryStartNoGCRegion(4_000_000);
            GC.RegisterNoGCRegionCallback(400_000, () => called = true);
            for (int i = 0; i < 20; i++)
            {
                GC.KeepAlive(new byte[50_000]);
            }

            GC.EndNoGCRegion();
            for (int i = 0; i < 100 && !called; i++)
            {
                GC.WaitForPendingFinalizers();
            }

            return called;
        });
        check.Is("compaction", "[CompactOnce,Default]", () =>
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            string set = GCSettings.LargeObjectHeapCompactionMode.ToString();
            GC.Collect();
            return new object[] { set, GCSettings.LargeObjectHeapCompactionMode.ToString() };
        });
        check.Holds("configuration", () =>
        {
            IReadOnlyDictionary<string, object> variables = GC.GetConfigurationVariables();
            GC.RefreshMemoryLimit();
            return variables["ServerGC"] is false && variables.ContainsKey("HeapCount")
                && variables.ContainsKey("GCHeapHardLimit");
        });
        check.Holds("cpuid", () => X86Base.IsSupported && X86Base.CpuId(0, 0) is { Eax: > 0, Ebx: not 0 });
    }

    private static int Alive(Func<WeakReference> make)
    {
        int alive = 0;
        for (int i = 0; i < Tries; i++)
        {
            WeakReference reference = make();
            GC.Collect();
            if (reference.TrackResurrection)
            {
                GC.WaitForPendingFinalizers();
                GC.Collect();
            }

            alive += reference.IsAlive ? 1 : 0;
        }

        return alive;
    }

    private static WeakReference Thrown()
    {
        try
        {
            throw new InvalidOperationException("expected");
        }
        catch (InvalidOperationException e)
        {
            return new WeakReference(e);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static GCHandle WeakHandle() => GCHandle.Alloc(new List<int>(), GCHandleType.Weak);

    /// <summary>A chain: the value of each key holds the next.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Fill(ConditionalWeakTable<object, object> table, object? first)
    {
        object key = first ?? new object();
        for (int i = 0; i < Links; i++)
        {
            object[] value = [new object()];
            table.Add(key, value);
            key = value[0];
        }

        return new WeakReference(key);
    }

    private sealed class Finalizable
    {
        private readonly object _part = new();

        ~Finalizable() => GC.KeepAlive(_part);
    }
}
