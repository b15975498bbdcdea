using Theseus.Memory;

namespace Theseus.Cells.Drivers.SystemClock;

/// <summary>
/// The second channel of the programmable interval timer (Intel 8254 data sheet), which the PC's port 61 hexadecimal
/// starts, and where it reports its end. Owns its ports.
/// </summary>
public sealed class IntervalTimer : IDisposable
{
    /// <summary>Counts a second.</summary>
    public const uint Hz = 1_193_182;

    private const uint Channel2 = 0;
    private const uint Command = 1;
    private const byte OneShot = 0xB0; // channel 2, low byte then high byte, mode 0: interrupt on terminal count
    private const byte Gate = 1;
    private const byte Speaker = 2;
    private const byte Output = 0x20;

    private readonly PortRange _timer;
    private readonly PortRange _system;

    /// <param name="timer">Channel 2 and command, two ports.</param>
    /// <param name="system">One port: gate, speaker and output.</param>
    public IntervalTimer([Moves] PortRange timer, [Moves] PortRange system) => (_timer, _system) = (timer, system);

    /// <summary>
    /// Counts so many counts, at most 65,535, and says how far another counter has come meanwhile; 0 if it came as far
    /// as <paramref name="patience"/> before this was done.
    /// </summary>
    public ulong Measure(ushort counts, Func<ulong> counter, ulong patience)
    {
        byte before = _system.Read8(0);
        _system.Write8(0, (byte)((before & ~Speaker) | Gate));
        _timer.Write8(Command, OneShot);
        _timer.Write8(Channel2, (byte)counts);
        _timer.Write8(Channel2, (byte)(counts >> 8));
        ulong start = counter();
        ulong passed;
        do
        {
            passed = counter() - start;
        }
        while ((_system.Read8(0) & Output) == 0 && passed < patience);
        _system.Write8(0, before);
        return passed >= patience ? 0 : passed;
    }

    /// <summary>Gives the ports up.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _system.Dispose();
    }
}
