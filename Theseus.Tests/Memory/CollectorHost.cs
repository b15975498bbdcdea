using System.Diagnostics;
using Theseus.Memory.Heap;

namespace Theseus.Memory;

/// <summary>The kernel's CollectorHost on the host: roots are what a test registers.</summary>
// SAFETY: tests register only memory that outlives its registration.
public static unsafe class CollectorHost
{
    private static readonly List<(nint Low, nint High)> s_precise = [];
    private static readonly List<(nint Low, nint High)> s_conservative = [];
    private static readonly List<(nint Low, nint High)> s_frozen = [];

    /// <summary>Called by AfterCollection.</summary>
    public static Action? OnAfterCollection { get; set; }

    public static void Reset()
    {
        s_precise.Clear();
        s_conservative.Clear();
        s_frozen.Clear();
        OnAfterCollection = null;
    }

    public static void AddPrecise(void* low, nuint words) => s_precise.Add(((nint)low, (nint)((void**)low + words)));

    public static void AddConservative(void* low, void* high) => s_conservative.Add(((nint)low, (nint)high));

    public static void AddFrozen(void* low, void* high) => s_frozen.Add(((nint)low, (nint)high));

    public static void EnsureStack()
    {
    }

    public static void* CallFromRoots(delegate*<void*, void*> body, void* argument) => body(argument);

    public static void SetRequester(void* registers, void* frame)
    {
    }

    public static void EnumerateRoots()
    {
        foreach ((nint low, nint high) in s_precise)
        {
            for (void** slot = (void**)low; slot < (void**)high; slot++)
            {
                Marker.MarkReference(slot);
            }
        }

        foreach ((nint low, nint high) in s_conservative)
        {
            nint start = (low + 7) & ~7;
            Marker.MarkConservative(new ReadOnlySpan<nuint>((void*)start, (int)((high - start) / sizeof(ulong))));
        }

        foreach ((nint low, nint high) in s_frozen)
        {
            Marker.MarkFrozenRange((void*)low, (void*)high);
        }
    }

    public static void AfterCollection() => OnAfterCollection?.Invoke();

    public static ulong Timestamp() => (ulong)Stopwatch.GetTimestamp();

    public static ulong TimestampFrequency() => (ulong)Stopwatch.Frequency;
}
