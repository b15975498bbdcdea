using System.Runtime.CompilerServices;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

// Following references. Long arrays are followed in pieces, with the rest on the mark stack: what an array adds to
// the stack at once stays bounded whatever its length. Where there is no room for the rest, it is followed at once.
internal static partial class Marker
{
    private const nint PieceBytes = 512 * 8;
    private const uint PieceElements = 128;

    private static ulong s_overflows;

    /// <summary>How often the heap was scanned again because the mark stack had no memory to grow.</summary>
    public static ulong Overflows => s_overflows;

    /// <summary>Starts with no history.</summary>
    internal static void Initialize() => s_overflows = 0;

    /// <summary>Follows all references of what has been marked, until nothing reachable is unmarked.</summary>
    public static void Drain()
    {
        Follow();
        while (MarkStack.HasOverflowed)
        {
            s_overflows++;
            MarkStack.TakeOverflow(out nuint low, out nuint high);
            RescanMarked(low, high);
        }
    }

    // SAFETY: entries of the mark stack are what Marker pushed: objects with references, and parts of such.
    private static unsafe void Follow()
    {
        while (true)
        {
            void* instance = MarkStack.PopObject();
            if (instance != null)
            {
                MethodTable* type = ObjectLayout.TypeOf(instance);
                if (type->HasComponentSize)
                {
                    Trace(instance, type);
                }
                else
                {
                    TraceFields(instance, type);
                }

                continue;
            }

            switch (MarkStack.Pop(out void* address, out nuint detail))
            {
                case MarkEntry.None:
                    return;
                case MarkEntry.Object:
                    Trace(address, ObjectLayout.TypeOf(address));
                    break;
                case MarkEntry.Range:
                    TraceLongRange((void**)address, (void**)detail);
                    break;
                default:
                    TraceElements(address, ObjectLayout.TypeOf(address), (uint)detail);
                    break;
            }
        }
    }

    /// <summary>Marks what an object with references refers to.</summary>
    // SAFETY: the object is marked or frozen, so in memory; its type's descriptor, which it has as it has references,
    // names ranges in it.
    private static unsafe void Trace(void* instance, MethodTable* type)
    {
        nint count = GcDescriptor.SeriesCount(type);
        if (count < 0)
        {
            TraceElements(instance, type, 0);
            return;
        }

        nint size = (nint)ObjectLayout.SizeOf(instance);
        for (nint index = 0; index < count; index++)
        {
            ReferenceSeries* series = GcDescriptor.Series(type, index);
            byte* start = (byte*)instance + series->Offset;
            byte* end = start + series->LengthMinusSize + size;
            if (end - start > PieceBytes)
            {
                TraceLongRange((void**)start, (void**)end);
            }
            else
            {
                TraceRange((void**)start, (void**)end);
            }
        }
    }

    /// <summary>The same for an object that is no array: its size is its type's, its series are short.</summary>
    // SAFETY: as Trace.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void TraceFields(void* instance, MethodTable* type)
    {
        ReferenceSeries* last = GcDescriptor.Series(type, GcDescriptor.SeriesCount(type) - 1);
        for (ReferenceSeries* series = GcDescriptor.Series(type, 0); series >= last; series--)
        {
            byte* start = (byte*)instance + series->Offset;
            TraceRange((void**)start, (void**)(start + series->LengthMinusSize + type->BaseSize));
        }
    }

    // SAFETY: the range is of references in an object that is marked.
    private static unsafe void TraceLongRange(void** start, void** end)
    {
        void** pieceEnd = (void**)((byte*)start + PieceBytes);
        if (pieceEnd < end && MarkStack.PushRange(pieceEnd, end))
        {
            end = pieceEnd;
        }

        TraceRange(start, end);
    }

    // SAFETY: as TraceLongRange.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void TraceRange(void** start, void** end)
    {
        // Null is outside the window, as frozen objects are: it needs no test of its own.
        for (void** slot = start; slot < end; slot++)
        {
            MarkObject(*slot);
        }
    }

    /// <summary>
    /// Marks what the elements of an array of structs refer to, from element <paramref name="from"/> on.
    /// </summary>
    // SAFETY: elements below the array's length lie in it, each as long as its type says, with references where its
    // items say.
    private static unsafe void TraceElements(void* array, MethodTable* type, uint from)
    {
        uint end = ObjectLayout.LengthOf(array);
        if (end - from > PieceElements && MarkStack.PushElements(array, from + PieceElements))
        {
            end = from + PieceElements;
        }

        nint items = -GcDescriptor.SeriesCount(type);
        byte* first = (byte*)array + GcDescriptor.ElementsOffset(type);
        for (uint element = from; element < end; element++)
        {
            void** slot = (void**)(first + (nuint)element * ObjectLayout.ComponentSizeOf(type));
            for (nint item = 0; item < items; item++)
            {
                ElementSeries* series = GcDescriptor.ElementSeries(type, item);
                void** seriesEnd = slot + series->References;
                for (; slot < seriesEnd; slot++)
                {
                    MarkObject(*slot);
                }

                slot = (void**)((byte*)slot + series->SkipBytes);
            }
        }
    }

    /// <summary>Traces every marked object that may lie between two addresses again.</summary>
    // SAFETY: a slot with a mark bit holds an object, or has no type yet.
    private static unsafe void RescanMarked(nuint low, nuint high)
    {
        foreach (ref Run run in RunList.All)
        {
            if (run.Start > high || run.Start + run.Pages * RawPages.PageSize <= low)
            {
                continue;
            }

            Span<ulong> marks = run.Marks;
            uint index = Bitmap.NextSet(marks, 0, run.SlotCount);
            while (index < run.SlotCount)
            {
                void* instance = (void*)run.ObjectAt(index);
                MethodTable* type = ObjectLayout.TypeOf(instance);
                if (type != null && type->HasPointers)
                {
                    Trace(instance, type);
                    Follow();
                }

                index = Bitmap.NextSet(marks, index + 1, run.SlotCount);
            }
        }
    }
}
