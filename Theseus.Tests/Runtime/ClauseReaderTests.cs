using System.Runtime.InteropServices;
using Theseus.Runtime;
using Theseus.Runtime.Unwind;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>Exception clauses as ILC writes them, on pages that are there and on pages that cannot be loaded.</summary>
// SAFETY: tables are written into pages that live as long as the test.
[Collection(HostCode.Collection)]
public sealed unsafe class ClauseReaderTests : IDisposable
{
    private const int PageBytes = 4096, Pages = 4;
    private readonly byte* _pages = (byte*)NativeMemory.AlignedAlloc(Pages * PageBytes, PageBytes);
    private byte* _at;

    public void Dispose()
    {
        Upcalls.DamagedPages.Clear();
        NativeMemory.AlignedFree(_pages);
    }

    [Fact]
    public void Every_length_of_number_and_every_kind_of_clause_is_read()
    {
        uint[] numbers = [0, 127, 128, 16383, 16384, 2097151, 2097152, 268435455, 268435456, uint.MaxValue >> 2];
        Begin(100, numbers.Length * 3);
        foreach (uint number in numbers)
        {
            Finally(number, number, number);
            Typed(number, 1, 2, 400);
            Filter(number, 5, 6, number);
        }

        List<(uint Kind, uint Start, uint End, nint Handler, nint Filter, int Types)> read = Read();
        Assert.Equal(numbers.Length * 3, read.Count);
        for (int i = 0; i < numbers.Length; i++)
        {
            Assert.Equal((1u, numbers[i], numbers[i] + numbers[i], (nint)numbers[i], 0, 0), read[i * 3]);
            Assert.Equal((0u, numbers[i], numbers[i] + 1, 2, 0, 1), read[(i * 3) + 1]);
            Assert.Equal((2u, numbers[i], numbers[i] + 5, 6, (nint)numbers[i], 0), read[(i * 3) + 2]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Clauses_end_where_their_next_page_cannot_be_loaded_however_long_they_are(int damaged)
    {
        Begin(4000, 600);
        for (uint i = 0; i < 600; i++)
        {
            Typed(1000 + i, 10, 20, -300);
        }

        Assert.True(_at - _pages > 2 * PageBytes);
        Assert.Equal(600, Read().Count);

        Damage(damaged);
        List<(uint Kind, uint Start, uint End, nint Handler, nint Filter, int Types)> read = Read();
        int end = damaged * PageBytes;
        int bytesOfOne = 2 + 1 + 1 + 4;
        Assert.Equal(Math.Max(0, (end - 4000 - 2) / bytesOfOne), read.Count);
        Assert.All(read, clause => Assert.Equal(20, clause.Handler));
    }

    [Fact]
    public void A_table_that_ends_before_a_page_that_cannot_be_loaded_is_read_whole()
    {
        Begin(PageBytes - 5, 1);
        Finally(1, 2, 3);
        _pages[PageBytes - 1] = 0xFF;
        Damage(1);
        Assert.Single(Read());
    }

    [Fact]
    public void A_clause_for_a_type_that_cannot_be_loaded_is_passed_over()
    {
        Begin(0, 2);
        Typed(1, 2, 3, 2 * PageBytes);
        Finally(4, 5, 6);
        Damage(2);
        Assert.Equal((1u, 4u, 9u, 6, 0, 0), Assert.Single(Read()));
    }

    private void Damage(int page) => Upcalls.DamagedPages.Add((nuint)_pages / PageBytes + (nuint)page);

    private byte* _first;

    private void Begin(int offset, int count)
    {
        _at = _first = _pages + offset;
        Number((uint)count);
    }

    private List<(uint Kind, uint Start, uint End, nint Handler, nint Filter, int Types)> Read()
    {
        List<(uint, uint, uint, nint, nint, int)> read = [];
        ClauseReader reader = default;
        const nuint method = 0x1_0000;
        if (!reader.Start(method, (nuint)_first))
        {
            return read;
        }

        while (reader.Next(out ExceptionClause clause))
        {
            nint filter = clause.FilterAddress == 0 ? 0 : (nint)(clause.FilterAddress - method);
            (nint handler, int types) = ((nint)(clause.HandlerAddress - method), clause.TargetType == 0 ? 0 : 1);
            read.Add((clause.Kind, clause.TryStart, clause.TryEnd, handler, filter, types));
        }

        return read;
    }

    private void Typed(uint start, uint length, uint handler, int distance)
    {
        Number(start);
        Number(length << 2);
        Number(handler);
        *(int*)_at = distance;
        _at += 4;
    }

    private void Finally(uint start, uint length, uint handler)
    {
        Number(start);
        Number((length << 2) | 1);
        Number(handler);
    }

    private void Filter(uint start, uint length, uint handler, uint filter)
    {
        Number(start);
        Number((length << 2) | 2);
        Number(handler);
        Number(filter);
    }

    /// <summary>As ILC's NativePrimitiveEncoder writes an unsigned number.</summary>
    private void Number(uint value)
    {
        if (value < 1u << 7)
        {
            *_at++ = (byte)(value << 1);
        }
        else if (value < 1u << 14)
        {
            Bytes((value << 2) | 1, 2);
        }
        else if (value < 1u << 21)
        {
            Bytes((value << 3) | 3, 3);
        }
        else if (value < 1u << 28)
        {
            Bytes((value << 4) | 7, 4);
        }
        else
        {
            *_at++ = 15;
            Bytes(value, 4);
        }
    }

    private void Bytes(uint value, int count)
    {
        for (; count > 0; count--, value >>= 8)
        {
            *_at++ = (byte)value;
        }
    }
}
