using System.Buffers.Binary;

namespace Theseus.Build.Machine.Debugging;

/// <summary>
/// The registers of a stopped machine, in the order of GDB for x86-64: sixteen general ones, instruction pointer,
/// flags; what follows is kept as it is.
/// </summary>
public sealed class Registers
{
    /// <summary>How many general registers there are, the stack pointer among them.</summary>
    public const int General = 16;

    private const int Width = 8;
    private const int RdiAt = 5;
    private const int RsiAt = 4;
    private const int RspAt = 7;
    private const int RipAt = 16;
    private const int FlagsAt = RipAt + 1;
    private const int LeastBytes = (FlagsAt * Width) + 4;

    private readonly byte[] _bytes;

    /// <exception cref="DebuggerException">
    /// <see cref="DebuggerError.BadAnswer"/>: these are fewer than a machine with 64 bits has.
    /// </exception>
    internal Registers(byte[] bytes)
    {
        if (bytes.Length < LeastBytes)
        {
            throw new DebuggerException(DebuggerError.BadAnswer, $"{bytes.Length} bytes are no registers of 64 bits");
        }

        _bytes = bytes;
    }

    public ulong Rdi
    {
        get => this[RdiAt];
        set => this[RdiAt] = value;
    }

    public ulong Rsi
    {
        get => this[RsiAt];
        set => this[RsiAt] = value;
    }

    /// <summary>The stack pointer.</summary>
    public ulong Rsp => this[RspAt];

    /// <summary>The next instruction.</summary>
    public ulong Rip
    {
        get => this[RipAt];
        set => this[RipAt] = value;
    }

    /// <summary>A general register, by its number: 0 to 15.</summary>
    public ulong this[int number]
    {
        get => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(number * Width));
        set => BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(number * Width), value);
    }

    internal ReadOnlySpan<byte> Bytes => _bytes;
}
