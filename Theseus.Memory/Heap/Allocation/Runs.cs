using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// All runs that hold objects, one after another: <c>foreach (ref Run run in RunList.All)</c>. The one at hand may
/// leave the heap.
/// </summary>
[Resident]
internal ref struct Runs
{
    private ref Run _current;

    // SAFETY: RunList's link, read before the run at hand could go; only that one may go, so the next is still in the
    // list.
    private unsafe Run* _next;

    // SAFETY: the caller is RunList, and first the head of its list, or null.
    internal unsafe Runs(Run* first) => _next = first;

    /// <summary>The run at hand.</summary>
    public readonly ref Run Current => ref _current;

    public readonly Runs GetEnumerator() => this;

    // SAFETY: see _next.
    public unsafe bool MoveNext()
    {
        if (_next == null)
        {
            return false;
        }

        _current = ref *_next;
        _next = _next->Next;
        return true;
    }
}
