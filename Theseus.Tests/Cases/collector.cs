// The collector's settings and figures.
using System.Runtime;
Console.WriteLine($"{GCSettings.IsServerGC} {GCSettings.LatencyMode} {GCSettings.LargeObjectHeapCompactionMode}");
foreach (GCLatencyMode mode in new[] { GCLatencyMode.Batch, GCLatencyMode.LowLatency,
    GCLatencyMode.SustainedLowLatency, GCLatencyMode.Interactive })
{
    GCSettings.LatencyMode = mode; Console.Write(GCSettings.LatencyMode + " ");
}
Console.WriteLine();
try
{
    GCSettings.LatencyMode = GCLatencyMode.NoGCRegion;
} catch (Exception e) { Console.WriteLine(e.GetType().Name); }
try { GCSettings.LatencyMode = (GCLatencyMode)99; } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
Console.WriteLine(GCSettings.LargeObjectHeapCompactionMode);
GC.Collect();
Console.WriteLine(GCSettings.LargeObjectHeapCompactionMode);
try { GC.Collect(-1); } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
try { GC.Collect(0, (GCCollectionMode)77); } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
try { GC.AddMemoryPressure(0); } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
try { GC.RemoveMemoryPressure(-1); } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
try { GC.TryStartNoGCRegion(0); } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
Console.WriteLine(GC.TryStartNoGCRegion(100_000));
try { GC.TryStartNoGCRegion(100_000); } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
try { GC.EndNoGCRegion(); } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
int before = GC.CollectionCount(0);
GC.Collect(); GC.Collect(0); GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, true, true);
Console.WriteLine($"{GC.CollectionCount(0) - before} {GC.CollectionCount(2) >= 2}");
try { GC.CollectionCount(-1); } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
foreach (GCKind kind in Enum.GetValues<GCKind>())
{
    GCMemoryInfo info = GC.GetGCMemoryInfo(kind);
    Console.WriteLine($"{kind}: {info.Index >= 0} {info.Generation >= 0} {info.PauseDurations.Length} "
        + $"{info.GenerationInfo.Length} {info.PauseTimePercentage >= 0} {info.HighMemoryLoadThresholdBytes >= 0} "
        + $"{info.FragmentedBytes >= 0} {info.PromotedBytes >= 0} {info.PinnedObjectsCount >= 0} "
        + $"{info.FinalizationPendingCount >= 0} {info.Concurrent && false}");
}
Console.WriteLine($"{GC.GetTotalPauseDuration() > TimeSpan.Zero} {GC.GetTotalMemory(true) > 0} "
    + $"{GC.MaxGeneration >= 0}");
long a = GC.GetAllocatedBytesForCurrentThread(), t = GC.GetTotalAllocatedBytes(true);
byte[] big = new byte[1_000_000];
Console.WriteLine($"{GC.GetAllocatedBytesForCurrentThread() - a >= 1_000_000} "
    + $"{GC.GetTotalAllocatedBytes(true) - t >= 1_000_000} {GC.GetGeneration(big) >= 0} "
    + $"{GC.GetGeneration(new WeakReference(big)) >= 0}");
try { GC.GetGeneration(new WeakReference(null)); } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
Console.WriteLine(GC.GetConfigurationVariables().Count >= 0);
GC.RefreshMemoryLimit();
Console.WriteLine($"{AppContext.GetData("GCHeapCount") is null}");
try { _ = GC.AllocateArray<byte>(-1); } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
try
{
    _ = GC.AllocateUninitializedArray<long>(int.MaxValue).Length;
} catch (Exception e) { Console.WriteLine(e.GetType().Name); }
try { _ = new byte[int.MaxValue].Length; } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
try { _ = new string('x', int.MaxValue).Length; } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
try { _ = new int[big.Length - 1_000_001]; } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
try { _ = new long[50_000, 50_000, 50]; } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
Console.WriteLine($"{GC.AllocateUninitializedArray<int>(3).Length} {GC.AllocateArray<int>(3, true).Sum()}");
