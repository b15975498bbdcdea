using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;

namespace Theseus.Tasks.Supervision;

/// <summary>
/// One state that is kept, in memory of its own: two halves, of which each holds a state with its number and a check
/// value, so that the one before it is there until the next is whole. The default value holds none.
/// </summary>
internal struct StoredState : IDisposable
{
    // Of a half: the number of the state (8 bytes), its length (4), a CRC-32C of all that follows the CRC's own four
    // bytes, with the two before them.
    private const int LengthOffset = 8;
    private const int CrcOffset = 12;
    private const int HeaderBytes = 16;
    private const int Halves = 2;
    private const ulong PageBytes = 4096;

    private MappedPages<ReadWrite> _pages;

    /// <summary>Number of the program that keeps it; 0 for the system's own.</summary>
    public uint Program;

    /// <summary>Its name.</summary>
    public TaskName Name;

    /// <summary>True while its memory is there, which goes with its program.</summary>
    public readonly bool IsHeld => _pages.IsHeld;

    private readonly int HalfBytes => (int)(_pages.Length / Halves);

    /// <summary>
    /// Gets memory for a state of a program's, if what it has is too small; what it holds comes along.
    /// </summary>
    /// <param name="bytes">Bytes of the state.</param>
    /// <returns>False where there is no memory.</returns>
    public bool TryFit(int bytes)
    {
        if (IsHeld && bytes <= HalfBytes - HeaderBytes)
        {
            return true;
        }

        ulong pages = (Halves * (ulong)(bytes + HeaderBytes) + PageBytes - 1) / PageBytes;
        if (MappedPages.TryAllocate(pages, guarded: true, TaskOwner.OfProgram, out MappedPages<ReadWrite> larger)
            != MemoryError.None)
        {
            return false;
        }

        StoredState next = new() { _pages = larger, Program = Program, Name = Name };
        if (IsHeld && Newest(out ReadOnlySpan<byte> state) is StateVerdict.Whole or StateVerdict.Older)
        {
            next.Write(state);
        }

        _pages.Dispose();
        this = next;
        return true;
    }

    /// <summary>Keeps a state in place of the older of both. It fits.</summary>
    public readonly void Write(ReadOnlySpan<byte> state)
    {
        Span<byte> first = Half(0), second = Half(1);
        (ulong a, ulong b) = (NumberOf(first), NumberOf(second));
        Span<byte> half = a <= b ? first : second;
        BinaryPrimitives.WriteUInt64LittleEndian(half, Math.Max(a, b) + 1);
        BinaryPrimitives.WriteInt32LittleEndian(half[LengthOffset..], state.Length);
        state.CopyTo(half[HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(half[CrcOffset..], CrcOf(half, state.Length));
    }

    /// <summary>The newest that is whole, in place, until it is written to again.</summary>
    [UnscopedRef]
    public readonly StateVerdict Newest(out ReadOnlySpan<byte> state)
    {
        ReadOnlySpan<byte> newer = Half(0), older = Half(1);
        if (NumberOf(newer) < NumberOf(older))
        {
            ReadOnlySpan<byte> other = newer;
            newer = older;
            older = other;
        }

        return TryRead(newer, out state) ? StateVerdict.Whole
            : TryRead(older, out state) ? StateVerdict.Older
            : StateVerdict.Damaged;
    }

    /// <summary>Gives its memory back.</summary>
    public void Dispose()
    {
        _pages.Dispose();
        this = default;
    }

    private static ulong NumberOf(ReadOnlySpan<byte> half) => BinaryPrimitives.ReadUInt64LittleEndian(half);

    /// <summary>
    /// False for what is damaged, and for a half that nothing was written to: the number of a state is not 0.
    /// </summary>
    private static bool TryRead(ReadOnlySpan<byte> half, out ReadOnlySpan<byte> state)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(half[LengthOffset..]);
        bool isWhole = NumberOf(half) != 0 && (uint)length <= (uint)(half.Length - HeaderBytes)
            && BinaryPrimitives.ReadUInt32LittleEndian(half[CrcOffset..]) == CrcOf(half, length);
        state = isWhole ? half.Slice(HeaderBytes, length) : default;
        return isWhole;
    }

    private static uint CrcOf(ReadOnlySpan<byte> half, int length) =>
        ~Crc32C.Update(Crc32C.Update(uint.MaxValue, half[..CrcOffset]), half.Slice(HeaderBytes, length));

    [UnscopedRef]
    private readonly Span<byte> Half(int number) => _pages.AsSpan().Slice(number * HalfBytes, HalfBytes);
}
