using System.Buffers.Binary;
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
/// Clauses are constants of the cell. Where a page of them is damaged or there is no memory for it, the frame counts as
/// one without the handlers that stand there: a fault here would be one more exception through the same frame, and so
/// on for ever.
/// </remarks>
[Resident]
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct ClauseReader
{
    /// <summary>Kind of a clause that always runs.</summary>
    public const uint FinallyOrFault = 1;

    private const uint Typed = 0;
    private const uint Filter = 2;
    private const uint Unused = 3; // CoreLib passes over it
    private const nuint PageBytes = 4096;

    private nuint _methodStart;
    private nuint _next;
    private nuint _loadedEnd; // pages up to here are there
    private uint _left;
    private bool _onlyFinally;

    /// <summary>
    /// From here on only clauses that always run are of a kind that CoreLib knows: nothing catches what is dispatched.
    /// </summary>
    public void HideCatches() => _onlyFinally = true;

    /// <summary>Starts at the clauses of a method; false if there are none that can be read.</summary>
    /// <param name="method">The main body's first byte.</param>
    /// <param name="first">Where its clauses are: in a region's code or constants, at a place that the function table
    /// names.</param>
    public bool Start(nuint method, nuint first)
    {
        _methodStart = method;
        _next = first;
        _loadedEnd = first;
        _left = TryRead(out uint count) ? count : 0;
        return _left != 0;
    }

    /// <summary>The next clause; false past the last that can be read.</summary>
    public bool Next(out ExceptionClause clause)
    {
        clause = default;
        while (_left != 0)
        {
            _left--;
            if (!TryReadClause(ref clause))
            {
                _left = 0;
                return false;
            }

            if (_onlyFinally && clause.Kind != FinallyOrFault)
            {
                clause.Kind = Unused;
                return true;
            }

            // A type whose description cannot be had is nobody's: comparing with it would be the fault that this
            // avoids.
            if (clause.Kind != Typed || Upcalls.LoadCellPage(clause.TargetType) != CellPageAnswer.Failed)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadClause(ref ExceptionClause clause)
    {
        clause.FilterAddress = 0;
        clause.TargetType = 0;
        if (!TryRead(out clause.TryStart) || !TryRead(out uint lengthAndKind) || !TryRead(out uint handler))
        {
            return false;
        }

        clause.TryEnd = clause.TryStart + (lengthAndKind >> 2);
        clause.Kind = lengthAndKind & 3;
        clause.HandlerAddress = _methodStart + handler;
        switch (clause.Kind)
        {
            case Typed when TryPeek(sizeof(int), out ReadOnlySpan<byte> distance):
                clause.TargetType = _next + (nuint)BinaryPrimitives.ReadInt32LittleEndian(distance);
                _next += sizeof(int);
                return true;
            case Filter when TryRead(out uint filter):
                clause.FilterAddress = _methodStart + filter;
                return true;
            default:
                return clause.Kind is not (Typed or Filter);
        }
    }

    /// <summary>The next bytes of the table, if they can be read; loads their pages where it has to.</summary>
    private bool TryPeek(int bytes, out ReadOnlySpan<byte> next)
    {
        while (_loadedEnd < _next + (nuint)bytes)
        {
            if (Upcalls.LoadCellPage(_loadedEnd) == CellPageAnswer.Failed)
            {
                next = default;
                return false;
            }

            _loadedEnd = (_loadedEnd & ~(PageBytes - 1)) + PageBytes;
        }

        // SAFETY: pages are loaded from the table's first byte up to _loadedEnd, and the bytes end there or before.
        unsafe
        {
            next = new ReadOnlySpan<byte>((void*)_next, bytes);
        }

        return true;
    }

    private bool TryRead(out uint value)
    {
        value = 0;
        if (!TryPeek(1, out ReadOnlySpan<byte> b))
        {
            return false;
        }

        uint first = b[0];
        if ((first & 1) == 0)
        {
            value = first >> 1;
            _next++;
            return true;
        }

        int bytes = (first & 2) == 0 ? 2 : (first & 4) == 0 ? 3 : (first & 8) == 0 ? 4 : 5;
        if (!TryPeek(bytes, out b))
        {
            return false;
        }

        value = bytes switch
        {
            2 => (first >> 2) | ((uint)b[1] << 6),
            3 => (first >> 3) | ((uint)b[1] << 5) | ((uint)b[2] << 13),
            4 => (first >> 4) | ((uint)b[1] << 4) | ((uint)b[2] << 12) | ((uint)b[3] << 20),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(b[1..]),
        };
        _next += (uint)bytes;
        return true;
    }
}
