using Theseus.Memory;

namespace Theseus.Cells.Drivers.CmosClock;

/// <summary>
/// The clock that runs on a battery while the machine is off (Motorola MC146818A data sheet, "Real-Time Clock plus
/// RAM"; in a PC at the ports that the offer <c>rtc</c> names). It counts seconds and knows the date. Owns its ports.
/// </summary>
public sealed class Mc146818 : IDisposable
{
    private const uint Index = 0;
    private const uint Data = 1;
    // bit 7 of the index: the PC's non-maskable interrupt is held back meanwhile
    private const byte KeepsInterrupts = 0x80;
    private const byte RegisterA = 0x0A;
    private const byte RegisterB = 0x0B;
    private const byte RegisterC = 0x0C;
    private const byte RegisterD = 0x0D;
    private const byte UpdateInterrupt = 0x10; // of register B: one a second
    private const byte PeriodicInterrupt = 0x40; // of register B: as often as the rate in register A says
    private const byte AlarmInterrupt = 0x20;
    private const byte RateMask = 0x0F;
    private const byte UpdateInProgress = 0x80;
    private const int Attempts = 1000;
    private const int UpdatePatience = 100_000; // reads of register A: an update takes 2 ms at most

    private readonly PortRange _ports;

    /// <param name="ports">Index and data, two ports.</param>
    public Mc146818([Moves] PortRange ports) => _ports = ports;

    /// <summary>How the clock keeps its numbers, as whoever set it has chosen.</summary>
    public ClockFormat Format
    {
        get
        {
            ClockFormat format = new(Read(RegisterB));
            ReleaseInterrupts();
            return format;
        }
    }

    /// <summary>The register of seconds as it is: it differs once a second.</summary>
    public byte RawSeconds
    {
        get
        {
            byte seconds = Read(ClockReading.Seconds);
            ReleaseInterrupts();
            return seconds;
        }
    }

    /// <summary>
    /// Date and time to the second. False where the clock shows none: it has no battery or was never set, or does not
    /// stop changing.
    /// </summary>
    /// <param name="time">Of no time zone: what the clock was set to, which for this system is UTC.</param>
    public bool TryRead(out DateTime time)
    {
        ClockFormat format = new(Read(RegisterB));
        ClockReading last = ReadOnce();
        for (int i = 0; i < Attempts; i++)
        {
            ClockReading now = ReadOnce();
            if (now == last)
            {
                ReleaseInterrupts();
                return now.TryDecode(format, out time);
            }

            last = now;
        }

        ReleaseInterrupts();
        time = default;
        return false;
    }

    /// <summary>From now on the clock asks for an interrupt when it has begun a new second.</summary>
    public void BeginUpdateInterrupts() => SetInterrupts(UpdateInterrupt);

    /// <summary>From now on the clock asks for an interrupt so often.</summary>
    /// <param name="rate">3 to 15: 65,536 Hz, halved so many times less one; 3 is 8,192 Hz, 15 is 2 Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another rate.</exception>
    public void BeginPeriodicInterrupts(int rate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, RateMask);
        Write(RegisterA, (byte)((Read(RegisterA) & ~(RateMask | UpdateInProgress)) | rate));
        SetInterrupts(PeriodicInterrupt);
    }

    /// <summary>
    /// Tells the clock that its interrupt has been seen: before that it asks for no other. True if it had asked.
    /// </summary>
    public bool Acknowledge()
    {
        bool hasAsked = (Read(RegisterC) & (UpdateInterrupt | PeriodicInterrupt | AlarmInterrupt)) != 0;
        ReleaseInterrupts();
        return hasAsked;
    }

    /// <summary>From now on the clock asks for none.</summary>
    public void EndInterrupts() => SetInterrupts(0);

    /// <summary>Gives the ports up.</summary>
    public void Dispose() => _ports.Dispose();

    /// <summary>
    /// The six registers outside an update, if it ends: two readings that agree are true all the same.
    /// </summary>
    private ClockReading ReadOnce()
    {
        for (int i = 0; i < UpdatePatience && (Read(RegisterA) & UpdateInProgress) != 0; i++)
        {
        }

        return new ClockReading(
            Read(ClockReading.Years), Read(ClockReading.Months), Read(ClockReading.Days),
            Read(ClockReading.Hours), Read(ClockReading.Minutes), Read(ClockReading.Seconds));
    }

    private void SetInterrupts(byte kind)
    {
        const int All = UpdateInterrupt | PeriodicInterrupt | AlarmInterrupt;
        Write(RegisterB, (byte)((Read(RegisterB) & ~All) | kind));
        Acknowledge(); // what it has asked for before is forgotten
    }

    private void Write(byte register, byte value)
    {
        _ports.Write8(Index, (byte)(register | KeepsInterrupts));
        _ports.Write8(Data, value);
    }

    private byte Read(byte register)
    {
        _ports.Write8(Index, (byte)(register | KeepsInterrupts));
        return _ports.Read8(Data);
    }

    /// <summary>Non-maskable interrupts come again. The index must point somewhere and be followed by a read.</summary>
    private void ReleaseInterrupts()
    {
        _ports.Write8(Index, RegisterD);
        _ports.Read8(Data);
    }
}
