using Theseus.Format;

namespace Theseus.Runtime;

/// <summary>
/// A table that stays at its place for as long as anybody holds this: it is part of the image, or of the file of a
/// cell whose code is known, and neither is on the collected heap. What a span cannot be, a field.
/// </summary>
/// <typeparam name="T">An entry; every pattern of bits is one.</typeparam>
[Resident]
internal readonly struct StableTable<T>
    where T : unmanaged
{
    private readonly nuint _address;
    private readonly int _count;

    /// <summary>Holds such a table.</summary>
    // SAFETY: only the address is taken.
    public unsafe StableTable(ReadOnlySpan<T> table)
    {
        fixed (T* first = table)
        {
            _address = (nuint)first;
        }

        _count = table.Length;
    }

    /// <summary>How many entries it has.</summary>
    public int Count => _count;

    /// <summary>The entries.</summary>
    // SAFETY: address and length are those of the span that the constructor was given, of memory that stays; default
    // is the empty span.
    public unsafe ReadOnlySpan<T> Entries => new((void*)_address, _count);

    /// <summary>Where an entry lies; 0 for one that the table does not have.</summary>
    public nuint AddressOf(int index) =>
        (uint)index < (uint)_count ? _address + ((nuint)index * (nuint)SpanView.SizeOf<T>()) : 0;

    /// <summary>True for the address of an entry, or within one.</summary>
    public bool Holds(nuint address) => address - _address < (nuint)_count * (nuint)SpanView.SizeOf<T>();
}
