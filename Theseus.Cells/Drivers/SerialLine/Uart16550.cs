using Theseus.Memory;

namespace Theseus.Cells.Drivers.SerialLine;

/// <summary>
/// A serial line by the UART of the PC (National Semiconductor, PC16550D data sheet, 1995), with its queues of 16 bytes
/// each way. It never waits for what comes: its interrupt says when there is something. Owns its ports.
/// </summary>
public sealed class Uart16550 : IDisposable
{
    /// <summary>How many ports it has.</summary>
    public const uint Ports = 8;

    /// <summary>Bytes that each of its queues holds.</summary>
    public const int QueueBytes = 16;

    private const uint Data = 0; // with DivisorAccess: the divisor's lower half
    private const uint InterruptEnable = 1; // with DivisorAccess: its upper half
    private const uint QueueControl = 2;
    private const uint LineControl = 3;
    private const uint ModemControl = 4;
    private const uint LineStatus = 5;
    private const uint Scratch = 7;

    private const byte OnReceived = 0x01;
    private const byte QueuesOnAndEmpty = 0x07; // interrupt at the first byte
    private const byte EightBits = 0x03; // no parity, one stop bit
    private const byte DivisorAccess = 0x80;
    private const byte ReadyWithInterrupts = 0x0B; // DTR, RTS, and OUT2, which lets the PC's interrupt line through
    private const byte HasReceived = 0x01;
    private const byte CanSend = 0x20; // the queue for sending is empty
    private const byte Divisor = 1; // 115,200 bits a second
    private const int Patience = 10_000_000;

    private readonly PortRange _ports;

    /// <param name="ports">Its eight ports.</param>
    public Uart16550([Moves] PortRange ports) => _ports = ports;

    /// <summary>False where there is no such chip: nothing keeps what is written to it.</summary>
    public bool IsThere
    {
        get
        {
            _ports.Write8(Scratch, 0x5A);
            bool isKept = _ports.Read8(Scratch) == 0x5A;
            _ports.Write8(Scratch, 0xA5);
            return isKept && _ports.Read8(Scratch) == 0xA5;
        }
    }

    /// <summary>
    /// Sets it up: 115,200 bits a second, 8 bits, no parity, one stop bit; it interrupts when a byte has come. What was
    /// in its queues is gone.
    /// </summary>
    public void Start()
    {
        _ports.Write8(InterruptEnable, 0);
        _ports.Write8(LineControl, DivisorAccess);
        _ports.Write8(Data, Divisor);
        _ports.Write8(InterruptEnable, 0);
        _ports.Write8(LineControl, EightBits);
        _ports.Write8(QueueControl, QueuesOnAndEmpty);
        _ports.Write8(ModemControl, ReadyWithInterrupts);
        _ports.Write8(InterruptEnable, OnReceived);
    }

    /// <summary>Lets it interrupt no more.</summary>
    public void Stop() => _ports.Write8(InterruptEnable, 0);

    /// <summary>Takes what has come, without waiting.</summary>
    /// <returns>How many bytes that are; 0 for none.</returns>
    public int Read(Span<byte> bytes)
    {
        int count = 0;
        while (count < bytes.Length && (_ports.Read8(LineStatus) & HasReceived) != 0)
        {
            bytes[count++] = _ports.Read8(Data);
        }

        return count;
    }

    /// <summary>Sends bytes; returns when the last is in the chip's queue.</summary>
    /// <exception cref="TimeoutException">The chip does not send.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length; at += QueueBytes)
        {
            for (int tries = 0; (_ports.Read8(LineStatus) & CanSend) == 0; tries++)
            {
                if (tries == Patience)
                {
                    throw new TimeoutException("The serial line does not send.");
                }
            }

            foreach (byte next in bytes[at..Math.Min(at + QueueBytes, bytes.Length)])
            {
                _ports.Write8(Data, next);
            }
        }
    }

    /// <summary>Gives the ports up.</summary>
    public void Dispose() => _ports.Dispose();
}
