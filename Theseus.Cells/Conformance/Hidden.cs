using System.Runtime.CompilerServices;

namespace Theseus.Cells.Conformance;

/// <summary>Values that no compiler can see through, so that what is checked is computed when the check runs.</summary>
internal static class Hidden
{
    /// <summary>Gives back <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    public static T Of<T>(T value) => value;
}
