using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// The symbols behind <c>GC.GetConfigurationVariables</c> and <c>GC.RefreshMemoryLimit</c>: what this collector does,
/// under the names that .NET has for it, and that it takes no limit.
/// </summary>
[Resident]
internal static class ConfigurationExports
{
    private const int Number = 0;
    private const int Truth = 2;
    private const int Applied = 0;
    private const int LimitInvalid = 2;
    private const ulong NotSet = ulong.MaxValue;
    private const int LimitFields = 8;

    /// <summary>CoreLib's <c>GCHeapHardLimitInfo</c>: eight limits, in bytes or percent.</summary>
    [InlineArray(LimitFields)]
    public struct Limits
    {
        private ulong _first;
    }

    /// <summary>Calls <paramref name="callback"/>(context, name, public name, type, value) with each setting.</summary>
    // SAFETY: the callback is CoreLib's, and context its own.
    [RuntimeExport("RhEnumerateConfigurationValues")]
    public static unsafe void Enumerate(void* context, delegate* unmanaged<void*, void*, void*, int, long,
        void> callback)
    {
        Report(context, callback, "ServerGC\0"u8, Truth, 0);
        Report(context, callback, "ConcurrentGC\0"u8, Truth, 0);
        Report(context, callback, "RetainVM\0"u8, Truth, 0);
        Report(context, callback, "GCLargePages\0"u8, Truth, 0);
        Report(context, callback, "HeapCount\0"u8, Number, 1);
        Report(context, callback, "LOHThreshold\0"u8, Number, SizeClasses.MaxSmallBytes);
        Report(context, callback, "GCHeapHardLimit\0"u8, Number, 0);
        Report(context, callback, "GCConserveMem\0"u8, Number, 0);
    }

    /// <summary>
    /// Memory has no limit but the machine's, and what the machine has is known at every collection: there is nothing
    /// to read anew. A limit of the program's own is refused.
    /// </summary>
    /// <returns>A <c>RefreshMemoryStatus</c>.</returns>
    [RuntimeExport("RhRefreshMemoryLimit")]
    public static int RefreshLimit(Limits limits)
    {
        foreach (ulong limit in limits)
        {
            if (limit is not (0 or NotSet))
            {
                return LimitInvalid;
            }
        }

        return Applied;
    }

    // SAFETY: names are constants, which do not move, and end with a zero byte; the callback copies them.
    private static unsafe void Report(
        void* context, delegate* unmanaged<void*, void*, void*, int, long, void> callback, ReadOnlySpan<byte> name,
        int type, long value)
    {
        fixed (byte* text = name)
        {
            callback(context, text, text, type, value);
        }
    }
}
