using Theseus.Cells.Drivers.SerialLine;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Tasks.Interrupts;

namespace Theseus.Cells.Evolve;

/// <summary>Messages from and to the host, by the second serial port. Owns the port and its interrupt.</summary>
internal sealed class HostLine : IDisposable
{
    private const int MostSilence = 2_000; // ms, within a message

    private readonly Uart16550 _uart;
    private readonly InterruptLine _interrupt;
    private readonly byte[] _received = new byte[Uart16550.QueueBytes];
    private int _at;
    private int _count;

    public HostLine([Moves] Uart16550 uart, [Moves] InterruptLine interrupt)
    {
        (_uart, _interrupt) = (uart, interrupt);
        _uart.Start();
    }

    /// <summary>Waits for the next message. One that is damaged, or is not sent on, is passed over.</summary>
    public (EvolutionRequest Kind, ushort Number, byte[] Contents) Receive()
    {
        while (true)
        {
            byte[] header = new byte[EvolutionMessage.HeaderBytes];
            FindMagic(header);
            if (!TryFill(header.AsSpan(EvolutionMessage.Magic.Length))
                || !EvolutionMessage.TryRead(
                    header, out EvolutionRequest kind, out ushort number, out int bytes, out uint crc))
            {
                continue;
            }

            if (TryTakeMemory(bytes) is { } contents && TryFill(contents) && EvolutionMessage.AreWhole(contents, crc))
            {
                return (kind, number, contents);
            }
        }
    }

    /// <summary>Sends the answer to the message of a number.</summary>
    /// <exception cref="TimeoutException">The line does not send.</exception>
    public void Send(EvolutionRequest kind, ushort number, ReadOnlySpan<byte> contents)
    {
        _uart.Write(EvolutionMessage.HeaderOf(kind, number, contents));
        _uart.Write(contents);
    }

    public void Dispose()
    {
        _uart.Stop();
        _interrupt.Dispose();
        _uart.Dispose();
    }

    /// <summary>Null where there is not so much: the message is passed over.</summary>
    private static byte[]? TryTakeMemory(int bytes)
    {
        try
        {
            return new byte[bytes];
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private void FindMagic(Span<byte> header)
    {
        for (int matched = 0; matched < EvolutionMessage.Magic.Length;)
        {
            _ = TryTake(Timeout.Infinite, out byte next);
            matched = EvolutionMessage.Match(matched, next);
        }

        EvolutionMessage.Magic.CopyTo(header);
    }

    private bool TryFill(Span<byte> bytes)
    {
        foreach (ref byte next in bytes)
        {
            if (!TryTake(MostSilence, out next))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The next byte; false if none comes for so many milliseconds.</summary>
    private bool TryTake(int patience, out byte next)
    {
        while (_at == _count)
        {
            (_at, _count) = (0, _uart.Read(_received));
            if (_count == 0 && !_interrupt.Wait(patience) && (_count = _uart.Read(_received)) == 0)
            {
                next = 0;
                return false;
            }
        }

        next = _received[_at++];
        return true;
    }
}
