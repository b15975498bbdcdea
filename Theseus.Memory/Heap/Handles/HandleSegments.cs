using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// The handles of one segment after another, of all or of those that have one in use:
/// <c>foreach (Span&lt;HandleSlot&gt; slots in Segments)</c>.
/// </summary>
[Resident]
internal ref struct HandleSegments
{
    // SAFETY: null or a segment of the list, none of which is ever given back; the list stays as it is meanwhile.
    private unsafe HandleSegment* _next;

    private readonly bool _inUseOnly;

    // SAFETY: the caller is Handles, and first the head of its list, or null.
    internal unsafe HandleSegments(HandleSegment* first, bool inUseOnly)
    {
        _next = first;
        _inUseOnly = inUseOnly;
    }

    /// <summary>The handles of the segment at hand.</summary>
    public Span<HandleSlot> Current { get; private set; }

    public readonly HandleSegments GetEnumerator() => this;

    // SAFETY: see _next.
    public unsafe bool MoveNext()
    {
        while (_inUseOnly && _next != null && _next->InUse == 0)
        {
            _next = _next->Next;
        }

        if (_next == null)
        {
            return false;
        }

        Current = _next->Slots;
        _next = _next->Next;
        return true;
    }
}
