using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// What a handle carries besides its range, and the books can compute again: it proves that the kernel made the handle
/// for exactly this many pages or frames, and that nothing has ended it since. A handle made of numbers that a program
/// chose would have to hit 32 bits that depend on a number only this boot knows.
/// </summary>
/// <remarks>
/// Multiply-shift hashing (Dietzfelbinger and others, "A reliable randomized algorithm for the closest-pair problem",
/// 1997).
/// </remarks>
internal static class HandleProof
{
    private static ulong s_secret = 1;

    /// <summary>Before the first handle is made.</summary>
    public static void Initialize() => s_secret = (Cpu.ReadTimestamp() * 0x9E37_79B9_7F4A_7C15) | 1;

    /// <summary>The proof for a range of so many, whose head has begun its so-manieth range.</summary>
    public static uint Of(uint generation, ulong count) => (uint)(((generation + (count << 32)) * s_secret) >> 32);
}
