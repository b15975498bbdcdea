using Theseus.Runtime;

namespace Theseus.Tests.Drivers;

/// <summary>An MC146818A at the ports 70 and 71 hexadecimal of the simulated machine.</summary>
internal sealed class SimulatedClock : IDisposable
{
    private readonly byte[] _registers = new byte[64];

    public SimulatedClock() => Cpu.Device = Answer;

    /// <summary>Registers that were read, in order; with bit 7 while non-maskable interrupts are held back.</summary>
    public List<byte> Read { get; } = [];

    /// <summary>Called after each read of a register: time may pass.</summary>
    public Action<byte>? AfterRead { get; set; }

    public byte this[int register]
    {
        get => _registers[register];
        set => _registers[register] = value;
    }

    /// <summary>Sets the six registers of date and time, the latest part first.</summary>
    public void Set(params ReadOnlySpan<byte> yearToSecond)
    {
        ReadOnlySpan<int> registers = [9, 8, 7, 4, 2, 0];
        for (int i = 0; i < registers.Length; i++)
        {
            _registers[registers[i]] = yearToSecond[i];
        }
    }

    public void Dispose() => Cpu.Device = null;

    private byte? Answer(ushort port)
    {
        if (port != 0x71)
        {
            return null;
        }

        byte index = Cpu.Ports[0x70];
        Read.Add(index);
        byte value = _registers[index & 0x3F];
        AfterRead?.Invoke((byte)(index & 0x3F));
        return value;
    }
}
