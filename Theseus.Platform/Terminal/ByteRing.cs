using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Platform.Terminal;

/// <summary>
/// Bytes on their way from an interrupt handler to whoever waits for them. One writer at a time (interrupts are off in
/// a handler) and one reader, with no lock between them: the writer alone moves the count of what was written, the
/// reader alone that of what was read; <see cref="Volatile"/> orders a byte before the count that publishes it, and its
/// reading before the count that frees its place. Allocates nothing. The default value is ready for use.
/// </summary>
internal struct ByteRing
{
    /// <summary>Bytes that can wait; a power of two.</summary>
    public const int Capacity = 4096;

    private Storage _storage;
    private uint _written;
    private uint _read;
    private uint _dropped;

    [InlineArray(Capacity)]
    private struct Storage
    {
        private byte _first;
    }

    /// <summary>Bytes that wait to be read.</summary>
    public int Count => (int)(Volatile.Read(ref _written) - Volatile.Read(ref _read));

    /// <summary>Bytes lost because nobody read in time; wraps at 2^32.</summary>
    public uint Dropped => Volatile.Read(ref _dropped);

    /// <summary>
    /// Writer: appends all of <paramref name="bytes"/>, or nothing where they do not fit (a key is never cut).
    /// </summary>
    [Resident]
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        uint written = _written;
        if (bytes.Length > Capacity - (int)(written - Volatile.Read(ref _read)))
        {
            Volatile.Write(ref _dropped, _dropped + (uint)bytes.Length);
            return false;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            _storage[(int)((written + (uint)i) & (Capacity - 1))] = bytes[i];
        }

        Volatile.Write(ref _written, written + (uint)bytes.Length);
        return true;
    }

    /// <summary>
    /// Reader: takes up to <paramref name="buffer"/>'s length; returns how many bytes, 0 where none wait.
    /// </summary>
    public int Read(Span<byte> buffer)
    {
        uint read = _read;
        int available = (int)(Volatile.Read(ref _written) - read);
        int count = available < buffer.Length ? available : buffer.Length;
        for (int i = 0; i < count; i++)
        {
            buffer[i] = _storage[(int)((read + (uint)i) & (Capacity - 1))];
        }

        Volatile.Write(ref _read, read + (uint)count);
        return count;
    }

    /// <summary>Reader: forgets what waits.</summary>
    public void Clear() => Volatile.Write(ref _read, Volatile.Read(ref _written));
}
