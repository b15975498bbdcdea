namespace Theseus.CellLinker.Format;

/// <summary>
/// The hash that symbols go by: FNV-1a of 128 bits (draft-eastlake-fnv, section 5) over the mangled name in UTF-8.
/// It only has to keep the names of a world apart, which the build checks, and to be computable anywhere: it is no
/// defence against forgery. NOALLOC.
/// </summary>
public static class NameHash
{
    private const ulong BasisHigh = 0x6c62272e07bb0142, BasisLow = 0x62b821756295c58d;

    // The prime is 2^88 + 0x13B: multiplying by it is a product of 64 bits and a shift.
    private const int PrimeShift = 24;
    private const ulong PrimeLow = 0x13B;

    public static Hash128 Of(ReadOnlySpan<byte> name)
    {
        ulong high = BasisHigh, low = BasisLow;
        foreach (byte letter in name)
        {
            low ^= letter;
            ulong carry = Math.BigMul(low, PrimeLow, out ulong product);
            high = (high * PrimeLow) + carry + (low << PrimeShift);
            low = product;
        }

        return new Hash128(high, low);
    }
}
