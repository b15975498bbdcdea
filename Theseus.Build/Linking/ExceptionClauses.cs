namespace Theseus.Build.Linking;

/// <summary>
/// Reads a method's exception clauses as ILC encodes them (variable-length unsigned numbers of the "native
/// primitive" form: the trailing ones of the first byte give the length): a count, then for each clause the
/// start of its try, its length and kind together, and by kind handler, type and filter.
/// </summary>
public static class ExceptionClauses
{
    private const int Typed = 0, Fault = 1, Filter = 2;

    /// <summary>Offsets, from the root function's start, of the funclets that are filters.</summary>
    /// <returns>null if the bytes are no well-formed clauses.</returns>
    public static List<uint>? FilterOffsets(ReadOnlySpan<byte> bytes) =>
        Read(bytes) is { } clauses ? [.. clauses.Where(c => c.Filter is not null).Select(c => c.Filter!.Value)] : null;

    /// <summary>All clauses, in their order: inner ones before outer ones.</summary>
    /// <returns>null if the bytes are no well-formed clauses.</returns>
    public static List<MethodClause>? Read(ReadOnlySpan<byte> bytes)
    {
        List<MethodClause> clauses = new();
        int at = 0;
        if (Next(bytes, ref at) is not { } count)
        {
            return null;
        }

        for (uint i = 0; i < count; i++)
        {
            if (Next(bytes, ref at) is not { } start || Next(bytes, ref at) is not { } lengthAndKind
                || Next(bytes, ref at) is not { } handler)
            {
                return null;
            }

            uint? filter = null;
            switch (lengthAndKind & 3)
            {
                case Typed:
                    at += 4;
                    break;
                case Fault:
                    break;
                case Filter when Next(bytes, ref at) is { } offset:
                    filter = offset;
                    break;
                default:
                    return null;
            }

            clauses.Add(new MethodClause(start, start + (lengthAndKind >> 2), handler, filter,
                (lengthAndKind & 3) == Fault));
        }

        return at == bytes.Length ? clauses : null;
    }

    private static uint? Next(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (at >= bytes.Length)
        {
            return null;
        }

        int extra = System.Numerics.BitOperations.TrailingZeroCount(~(uint)bytes[at]);
        if (extra > 4 || bytes.Length - at <= extra)
        {
            return null;
        }

        ulong raw = 0;
        for (int i = extra; i >= 0; i--)
        {
            raw = raw << 8 | bytes[at + i];
        }

        at += extra + 1;
        return (uint)(extra == 4 ? raw >> 8 : raw >> (extra + 1));
    }
}
