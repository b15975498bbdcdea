using System.Runtime.InteropServices;

namespace Theseus.Memory;

/// <summary>The kernel's ViewSearch on the host: the one stack holds what a test says.</summary>
// SAFETY: see is what the kernel passes.
internal static unsafe class ViewSearch
{
    /// <summary>The words of the stack.</summary>
    public static ulong[] Stack { get; set; } = [];

    /// <summary>How often it was searched.</summary>
    public static int Searches { get; set; }

    public static void Run(delegate*<ReadOnlySpan<nuint>, void> see)
    {
        Searches++;
        see(MemoryMarshal.Cast<ulong, nuint>(Stack));
    }
}
