using System.Diagnostics.CodeAnalysis;

namespace Theseus.Memory;

/// <summary>Elements of a type in mapped memory, together with the mapping, which it owns.</summary>
[Owned]
public readonly struct MappedSlice<T> : IDisposable
    where T : unmanaged
{
    private readonly MappedPages<ReadWrite> _mapping;
    private readonly ulong _offset;

    internal MappedSlice([Moves] MappedPages<ReadWrite> mapping, ulong offset, int length) =>
        (_mapping, _offset, Length) = (mapping, offset, length);

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>The elements, to read and write.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/>: it was released</exception>
    [UnscopedRef, View]
    public Span<T> Span => _mapping.AsSpan<T>(_offset, (ulong)Length);

    /// <summary>An element, to read and write.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/>: it was released</exception>
    [UnscopedRef, View]
    public ref T this[int index] => ref Span[index];

    /// <summary>Takes the mapping out again.</summary>
    [ConsumesThis]
    public MappedPages<ReadWrite> IntoMapping() => _mapping;

    /// <summary>Ends the mapping.</summary>
    public void Dispose() => _mapping.Dispose();
}
