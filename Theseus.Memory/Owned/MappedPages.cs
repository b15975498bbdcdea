using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Theseus.Memory;

/// <summary>
/// Pages mapped one to one to frames, both of which were moved in; nobody else holds either. What may be done with them
/// is part of the type: <see cref="ReadWrite"/> becomes <see cref="ReadExecute"/> only by way of
/// <see cref="ReadOnly"/>. It is seen as bytes and numbers (<see cref="PlainNumber"/>), anything else is
/// <see cref="MemoryError.NotPlain"/>. <see cref="Dispose"/> clears the entries, invalidates the TLB and gives frames
/// and pages back. The default value owns nothing.
/// </summary>
/// <typeparam name="TAccess"><see cref="ReadOnly"/>, <see cref="ReadWrite"/> or <see cref="ReadExecute"/>.</typeparam>
[Owned]
public readonly struct MappedPages<TAccess> : IDisposable, IOwnedMemory
    where TAccess : struct, IPageAccess
{
    internal MappedPages(PageRange range) => Range = range;

    /// <summary>The first byte.</summary>
    public VirtualAddress Start => Range.First.Start;

    /// <summary>Bytes of the mapping; 0 if the value owns nothing.</summary>
    public ulong Length => (ulong)Range.Count << Frame.ByteShift;

    /// <summary>Pages of 4 KiB.</summary>
    public ulong PageCount => Range.Count;

    /// <summary>True if this value still holds its mapping.</summary>
    public bool IsHeld => Mappings.IsHeld(Range, PageState.Mapped);

    /// <summary>Whose it is.</summary>
    public MemoryOwner Owner => MemoryMap.OwnerOf(Start);

    internal PageRange Range { get; }

    /// <summary>Reads all of it as bytes; a mapping of 2 GiB and more is read in parts.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/>,
    /// <see cref="MemoryError.OutOfRange"/></exception>
    [UnscopedRef, View]
    public ReadOnlySpan<byte> AsReadOnlySpan() => AsReadOnlySpan<byte>(0, Length);

    /// <summary>Reads elements of a type.</summary>
    /// <param name="offset">Bytes from the start.</param>
    /// <param name="count">Elements.</param>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>, <see cref="MemoryError.OutOfRange"/>, <see cref="MemoryError.Misaligned"/>
    /// </exception>
    [UnscopedRef, View]
    // SAFETY: View has checked that the mapping is held and has so many elements there, aligned.
    public unsafe ReadOnlySpan<T> AsReadOnlySpan<T>(ulong offset, ulong count)
        where T : unmanaged => new((void*)View<T>(offset, count).Value, (int)count);

    /// <summary>Reads one value.</summary>
    /// <param name="offset">Bytes from the start.</param>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>, <see cref="MemoryError.OutOfRange"/>, <see cref="MemoryError.Misaligned"/>
    /// </exception>
    [UnscopedRef, View]
    // SAFETY: View has checked that the mapping is held and has the value there, aligned.
    public unsafe ref readonly T AsReadOnlyRef<T>(ulong offset)
        where T : unmanaged => ref *(T*)View<T>(offset, 1).Value;

    /// <summary>Cuts the mapping in two before a byte that begins a page.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>, <see cref="MemoryError.OutOfRange"/>, <see cref="MemoryError.Misaligned"/>,
    /// <see cref="MemoryError.WithinLargePage"/>
    /// </exception>
    [ConsumesThis]
    public (MappedPages<TAccess> Low, MappedPages<TAccess> High) Split(ulong offset)
    {
        PageRange low = default;
        PageRange high = default;
        MemoryError error = (offset & (Frame.Bytes - 1)) != 0
            ? MemoryError.Misaligned
            : Mappings.Split(Range, PageState.Mapped, offset >> Frame.ByteShift, out low, out high);
        if (error != MemoryError.None)
        {
            string text = $"{this} split at byte {offset}";
            Dispose();
            MemoryException.Throw(error, text);
        }

        return (new MappedPages<TAccess>(low), new MappedPages<TAccess>(high));
    }

    /// <summary>Makes one mapping of this one and the one that follows it.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>; <see cref="MemoryError.NotAdjacent"/>, also for a mapping of another owner
    /// or page size
    /// </exception>
    [ConsumesThis]
    public MappedPages<TAccess> Merge([Moves] MappedPages<TAccess> next)
    {
        MemoryError error = Mappings.Merge(Range, next.Range, PageState.Mapped, out PageRange merged);
        if (error != MemoryError.None)
        {
            string text = $"{this} with {next}";
            Dispose();
            next.Dispose();
            MemoryException.Throw(error, text);
        }

        next.MoveOut();
        return new MappedPages<TAccess>(merged);
    }

    /// <summary>Ends the mapping. Nothing happens if this value does not hold it any more.</summary>
    /// <remarks>Views of it that are left fault from now on: see <see cref="Quarantine"/>.</remarks>
    public void Dispose() => Mappings.UnmapViewed(Range);

    /// <summary>
    /// Ends this value's ownership: who calls remembers the address instead, or has made this value stale.
    /// </summary>
    [ConsumesThis]
    internal VirtualAddress MoveOut() => Start;

    public override string ToString() => Range.Count == 0 ? "no mapping"
        : $"{TAccess.Access} mapping of {PageCount} pages at {Start}";

    [ConsumesThis, MethodImpl(MethodImplOptions.NoInlining)]
    IOwnedMemory IOwnedMemory.MovedTo(MemoryOwner owner)
    {
        MemoryException.ThrowIf(Mappings.Move(Range, PageState.Mapped, owner, out PageRange moved), $"{this}");
        return new MappedPages<TAccess>(moved);
    }

    /// <summary>The mapping under another access, which the caller has reason to allow.</summary>
    [ConsumesThis]
    internal MappedPages<TNew> Protect<TNew>()
        where TNew : struct, IPageAccess
    {
        MemoryError error = Mappings.Protect(Range, TNew.Access, out PageRange changed);
        if (error != MemoryError.None)
        {
            string text = $"{this} made {TNew.Access}";
            Dispose();
            MemoryException.Throw(error, text);
        }

        return new MappedPages<TNew>(changed);
    }

    /// <summary>Whether so many elements may be seen there.</summary>
    [NeverThrows]
    internal MemoryError Check<T>(ulong offset, ulong count)
        where T : unmanaged => !PlainNumber.Is<T>() ? MemoryError.NotPlain
            : !IsHeld ? MemoryError.NotOwned
            : offset > Length || count > (Length - offset) / SizeOf<T>() || count > int.MaxValue
            ? MemoryError.OutOfRange
            : (offset & (Alignment<T>() - 1)) != 0 ? MemoryError.Misaligned
            : MemoryError.None;

    /// <summary>Where elements are, once all is checked.</summary>
    internal VirtualAddress View<T>(ulong offset, ulong count)
        where T : unmanaged
    {
        MemoryError error = Check<T>(offset, count);
        if (error != MemoryError.None)
        {
            Refuse<T>(error, offset, count);
        }

        return Start + offset;
    }

    /// <summary>
    /// The largest power of two, up to 16, that divides the size: what a value of the type needs at most.
    /// </summary>
    private static ulong Alignment<T>()
        where T : unmanaged => Math.Min(SizeOf<T>() & (0 - SizeOf<T>()), 16);

    /// <summary>Bytes of a value.</summary>
    // SAFETY: reads no memory; the word is needed because the size of a struct is the compiler's affair.
    [NeverThrows]
    internal static unsafe ulong SizeOf<T>()
        where T : unmanaged => (ulong)sizeof(T);

    [DoesNotReturn]
    internal void Refuse<T>(MemoryError error, ulong offset, ulong count)
        where T : unmanaged =>
        MemoryException.Throw(error, $"{count} of {typeof(T).Name} ({SizeOf<T>()} bytes) at byte {offset} of {this}");
}
