namespace Theseus.Format;

/// <summary>
/// The hash that symbols go by: FNV-1a of 64 bits (draft-eastlake-fnv, section 5) over the mangled name in UTF-8.
/// It only has to keep the names of a world apart, which the build checks, and to be computable anywhere: it is no
/// defence against forgery.
/// </summary>
[NoAllocation]
public static class NameHash
{
    private const ulong Basis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;

    public static ulong Of(ReadOnlySpan<byte> name)
    {
        ulong hash = Basis;
        foreach (byte letter in name)
        {
            hash = (hash ^ letter) * Prime;
        }

        return hash;
    }
}
