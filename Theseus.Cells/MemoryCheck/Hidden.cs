using System.Runtime.CompilerServices;

namespace Theseus.Cells.MemoryCheck;

/// <summary>What no analyzer sees through.</summary>
internal static class Hidden
{
    /// <summary>
    /// A second handle to what <paramref name="value"/> owns, as no program can make one that the analyzers have
    /// passed: one of the two is stale once the other is released. Releasing it too does nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T CopyOf<T>(in T value) => value;

    /// <summary>Gives back the number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    public static ulong Of(ulong value) => value;
}
