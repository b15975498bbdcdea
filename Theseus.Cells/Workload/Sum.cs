namespace Theseus.Cells.Workload;

/// <summary>
/// The hash FNV-1a (Fowler, Noll, Vo) of 32 bits, over numbers and texts: each bit of what comes out takes part.
/// </summary>
internal static class Sum
{
    /// <summary>The sum of nothing.</summary>
    public const uint Start = 2166136261;

    private const uint Prime = 16777619;

    public static uint Add(uint sum, uint value)
    {
        for (int shift = 0; shift < 32; shift += 8)
        {
            sum = (sum ^ ((value >> shift) & 0xFF)) * Prime;
        }

        return sum;
    }

    public static uint Add(uint sum, ReadOnlySpan<char> text)
    {
        foreach (char letter in text)
        {
            sum = (sum ^ letter) * Prime;
        }

        return sum;
    }

    public static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            sum = (sum ^ value) * Prime;
        }

        return sum;
    }
}
