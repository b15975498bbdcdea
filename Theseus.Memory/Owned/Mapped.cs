using System.Diagnostics.CodeAnalysis;

namespace Theseus.Memory;

/// <summary>
/// A value of a type in mapped memory, together with the mapping, which it owns: it can be kept in a field, and what it
/// refers to is there as long as it is.
/// </summary>
[Owned]
public readonly struct Mapped<T> : IDisposable
    where T : unmanaged
{
    private readonly MappedPages<ReadWrite> _mapping;
    private readonly ulong _offset;

    internal Mapped([Moves] MappedPages<ReadWrite> mapping, ulong offset) => (_mapping, _offset) = (mapping, offset);

    /// <summary>The value, to read and write.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/>: it was released</exception>
    [UnscopedRef, View]
    public ref T Value => ref _mapping.AsRef<T>(_offset);

    /// <summary>Takes the mapping out again.</summary>
    [ConsumesThis]
    public MappedPages<ReadWrite> IntoMapping() => _mapping;

    /// <summary>Ends the mapping.</summary>
    public void Dispose() => _mapping.Dispose();
}
