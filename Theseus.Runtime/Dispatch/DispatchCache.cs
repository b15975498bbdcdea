using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Dispatch;

/// <summary>
/// A cache of a call site, or none: a block of the native heap with a head, pairs of type and code, of which those
/// that are not used yet are null, a null pair that ends a search, and the link of a replaced cache.
/// </summary>
[Resident]
internal readonly struct DispatchCache
{
    /// <summary>What precedes the pairs (Asm/helpers.S).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Head
    {
        public nuint Interface;
        public ushort Slot;
        public ushort Capacity;
        public ushort Count;
        private ushort _padding; // the pairs are words
    }

    /// <summary>What is called for a type.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Pair
    {
        public nuint Type;
        public nint Code;
    }

    private readonly nuint _address;

    /// <summary>That of a call site whose second word this is; none while the word says the interface.</summary>
    /// <param name="word">A word that is the address of a cache, or has one of its low two bits set.</param>
    public DispatchCache(nuint word) => _address = (word & DispatchCells.EncodingMask) == 0 ? word : 0;

    /// <summary>True if there is one.</summary>
    public bool Exists => _address != 0;

    /// <summary>The word by which a call site knows it.</summary>
    public nuint Word => _address;

    /// <summary>Bytes of the block.</summary>
    public nuint Bytes => BytesOf(Top.Capacity);

    /// <summary>Its head. Only where it <see cref="Exists"/>.</summary>
    // SAFETY: the address is not null, then it is that of a block which TryMake has laid out; it is freed only in a
    // collection, when no call site knows it any more.
    public unsafe ref Head Top => ref *(Head*)_address;

    /// <summary>All its pairs, and the null one that ends them.</summary>
    // SAFETY: as of Top; TryMake has asked for so many pairs behind the head, of the capacity that nothing changes
    // afterwards.
    public unsafe Span<Pair> Pairs => new((Head*)_address + 1, Top.Capacity + 1);

    /// <summary>Once it is replaced, the word of the one that was before it.</summary>
    // SAFETY: as of Top; TryMake has asked for a word behind the last pair.
    public unsafe ref nuint NextRetired => ref *(nuint*)((Pair*)((Head*)_address + 1) + Top.Capacity + 1);

    /// <summary>An empty one; none where memory is out.</summary>
    // SAFETY: the block has as many bytes as Head, pairs and link take, and is written only if it is not null.
    public static unsafe DispatchCache TryMake(nuint interfaceType, ushort slot, int capacity)
    {
        Head* head = (Head*)Upcalls.Allocate(BytesOf(capacity));
        if (head != null)
        {
            *head = default;
            head->Interface = interfaceType;
            head->Slot = slot;
            head->Capacity = (ushort)capacity;
            new Span<Pair>(head + 1, capacity + 1).Clear();
        }

        return new DispatchCache((nuint)head);
    }

    /// <summary>Gives the block back. Nobody knows it any more.</summary>
    // SAFETY: TryMake has allocated it, and the caller has taken it out of the only list that it was in.
    public unsafe void Free() => Upcalls.Free((void*)_address);

    /// <summary>Appends a pair. A search sees its code before its type, and so never one without the other.</summary>
    public void Add(nuint type, nint code)
    {
        ref Head top = ref Top;
        ref Pair pair = ref Pairs[top.Count];
        pair.Code = code;
        Volatile.Write(ref pair.Type, type);
        top.Count++;
    }

    private static nuint BytesOf(int capacity) =>
        (nuint)(SpanView.SizeOf<Head>() + ((ulong)(capacity + 1) * SpanView.SizeOf<Pair>()) + (ulong)nuint.Size);
}
