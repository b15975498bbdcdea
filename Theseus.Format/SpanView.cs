using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// Typed views of bytes that somebody else wrote: a view lies wholly within the bytes or is not given.
/// </summary>
// SAFETY: T is unmanaged, so every bit pattern is a value; the slice is checked before it is cast.
[NoAllocation]
internal static class SpanView
{
    /// <summary>
    /// <paramref name="count"/> values of <typeparamref name="T"/> from byte <paramref name="offset"/> on. False, and
    /// an empty view, if they do not lie within the bytes. Fields need no alignment on x86-64.
    /// </summary>
    public static bool TryGet<T>(ReadOnlySpan<byte> bytes, uint offset, uint count, out ReadOnlySpan<T> view)
        where T : unmanaged
    {
        ulong size = (ulong)count * (uint)Unsafe.SizeOf<T>();
        if (offset > (uint)bytes.Length || size > (uint)bytes.Length - offset)
        {
            view = default;
            return false;
        }

        view = MemoryMarshal.Cast<byte, T>(bytes.Slice((int)offset, (int)size));
        return true;
    }

    /// <summary>As <see cref="TryGet"/>; an empty view where the values do not lie within the bytes.</summary>
    public static ReadOnlySpan<T> Of<T>(ReadOnlySpan<byte> bytes, uint offset, uint count)
        where T : unmanaged
    {
        TryGet(bytes, offset, count, out ReadOnlySpan<T> view);
        return view;
    }

    /// <summary>The bytes of a table.</summary>
    public static ReadOnlySpan<byte> Bytes<T>(ReadOnlySpan<T> table)
        where T : unmanaged => MemoryMarshal.AsBytes(table);

    /// <summary>Bytes of a value.</summary>
    public static ulong SizeOf<T>()
        where T : unmanaged => (ulong)Unsafe.SizeOf<T>();
}
