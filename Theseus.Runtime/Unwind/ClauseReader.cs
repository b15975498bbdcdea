using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Runtime.Interrupts;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// Reads a method's exception clauses, which ILC writes as: count; for each the offset where the try begins, its
/// length shifted left by 2 with the kind below, the handler's offset, then for a typed clause a 32-bit relative
/// pointer to the MethodTable, for a filter the filter's offset. Offsets are from the main body's first byte, and
/// numbers are of variable length, the count of low one bits telling how many bytes follow the first.
/// </summary>
/// <remarks>
/// Clauses are constants of the cell. Where a page of them is damaged or there is no memory for it, the frame counts as one without
/// the handlers that stand there: a fault here would be one more exception through the same frame, and so on for ever.
/// </remarks>
// SAFETY: the clauses are ILC's, found through the linker's table, and read no further than their count and their loaded pages.
[Resident]
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal unsafe struct ClauseReader
{
    private const uint Typed = 0;
    private const uint Filter = 2;
    private const nuint PageBytes = 4096;

    private byte* _methodStart;
    private byte* _next;
    private byte* _loadedEnd; // pages up to here are there
    private uint _left;

    /// <summary>Starts at the clauses of a method; false if there are none that can be read.</summary>
    public bool Start(byte* method, byte* first)
    {
        _methodStart = method;
        _next = first;
        _loadedEnd = first;
        _left = TryRead(out uint count) ? count : 0;
        return _left != 0;
    }

    /// <summary>The next clause; false past the last that can be read.</summary>
    public bool Next(ExceptionClause* clause)
    {
        while (_left != 0)
        {
            _left--;
            if (!TryReadClause(clause))
            {
                _left = 0;
                return false;
            }

            // A type whose description cannot be had is nobody's: comparing with it would be the fault that this avoids.
            if (clause->Kind != Typed || Upcalls.LoadCellPage((nuint)clause->TargetType) != CellPageAnswer.Failed)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadClause(ExceptionClause* clause)
    {
        clause->FilterAddress = null;
        clause->TargetType = null;
        if (!TryRead(out clause->TryStart) || !TryRead(out uint lengthAndKind) || !TryRead(out uint handler))
        {
            return false;
        }

        clause->TryEnd = clause->TryStart + (lengthAndKind >> 2);
        clause->Kind = lengthAndKind & 3;
        clause->HandlerAddress = _methodStart + handler;
        switch (clause->Kind)
        {
            case Typed when IsLoaded(sizeof(int)):
                clause->TargetType = _next + *(int*)_next;
                _next += sizeof(int);
                return true;
            case Filter when TryRead(out uint filter):
                clause->FilterAddress = _methodStart + filter;
                return true;
            default:
                return clause->Kind is not (Typed or Filter);
        }
    }

    /// <summary>True if so many bytes of the table can be read; loads their pages where it has to.</summary>
    private bool IsLoaded(nuint bytes)
    {
        while (_loadedEnd < _next + bytes)
        {
            if (Upcalls.LoadCellPage((nuint)_loadedEnd) == CellPageAnswer.Failed)
            {
                return false;
            }

            _loadedEnd = (byte*)(((nuint)_loadedEnd & ~(PageBytes - 1)) + PageBytes);
        }

        return true;
    }

    private bool TryRead(out uint value)
    {
        value = 0;
        if (!IsLoaded(1))
        {
            return false;
        }

        byte* b = _next;
        uint first = *b;
        nuint bytes = (first & 1) == 0 ? 1u : (first & 2) == 0 ? 2u : (first & 4) == 0 ? 3u : (first & 8) == 0 ? 4u : 5u;
        if (!IsLoaded(bytes))
        {
            return false;
        }

        value = bytes switch
        {
            1 => first >> 1,
            2 => (first >> 2) | ((uint)b[1] << 6),
            3 => (first >> 3) | ((uint)b[1] << 5) | ((uint)b[2] << 13),
            4 => (first >> 4) | ((uint)b[1] << 4) | ((uint)b[2] << 12) | ((uint)b[3] << 20),
            _ => *(uint*)(b + 1),
        };
        _next = b + bytes;
        return true;
    }
}
