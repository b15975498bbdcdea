using Theseus.Format;

namespace Theseus.Platform.Terminal;

/// <summary>
/// Bytes on their way from the interrupt handlers of keyboard and serial port to whoever reads the console. One writer
/// at a time (interrupts are off in a handler) and one reader, with no lock between them: the writer alone moves
/// <c>_written</c>, the reader alone <c>_read</c>. Allocates nothing.
/// </summary>
// SAFETY: an index into the buffer is always masked by Capacity - 1; Volatile orders the byte before the count that
// publishes it, and the read of the byte before the count that frees its place.
internal static unsafe class InputRing
{
    /// <summary>Bytes that can wait; a power of two.</summary>
    public const int Capacity = 4096;

    private static Storage _storage;
    private static uint _written;
    private static uint _read;
    private static uint _dropped;

    private struct Storage
    {
        public fixed byte Bytes[Capacity];
    }

    /// <summary>Bytes that wait to be read.</summary>
    public static int Count => (int)(Volatile.Read(ref _written) - Volatile.Read(ref _read));

    /// <summary>Bytes lost because nobody read in time; wraps at 2^32.</summary>
    public static uint Dropped => Volatile.Read(ref _dropped);

    /// <summary>Writer: appends all of <paramref name="bytes"/>, or nothing where they do not fit (a key is never cut).</summary>
    [Resident]
    public static bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        var written = _written;
        if (bytes.Length > Capacity - (int)(written - Volatile.Read(ref _read)))
        {
            Volatile.Write(ref _dropped, _dropped + (uint)bytes.Length);
            return false;
        }

        for (var i = 0; i < bytes.Length; i++) _storage.Bytes[(written + (uint)i) & (Capacity - 1)] = bytes[i];
        Volatile.Write(ref _written, written + (uint)bytes.Length);
        return true;
    }

    /// <summary>Reader: takes up to <paramref name="buffer"/>'s length; returns how many bytes, 0 where none wait.</summary>
    public static int Read(Span<byte> buffer)
    {
        var read = _read;
        var available = (int)(Volatile.Read(ref _written) - read);
        var count = available < buffer.Length ? available : buffer.Length;
        for (var i = 0; i < count; i++) buffer[i] = _storage.Bytes[(read + (uint)i) & (Capacity - 1)];
        Volatile.Write(ref _read, read + (uint)count);
        return count;
    }

    /// <summary>Reader: forgets what waits.</summary>
    public static void Clear() => Volatile.Write(ref _read, Volatile.Read(ref _written));
}
