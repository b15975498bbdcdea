using Theseus.Cells.Drivers.SerialLine;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Tests.Memory.Owned;
using Xunit;

namespace Theseus.Tests.Drivers;

/// <summary>The UART by its eight ports: what it is set up to, what it takes and gives.</summary>
public sealed class SerialLineTests : OwnedTest
{
    private const string Name = "second serial port";
    private const ushort First = 0x2F8;
    private const int InterruptEnable = 1, LineControl = 3, ModemControl = 4, LineStatus = 5, Scratch = 7;
    private const byte HasReceived = 1, CanSend = 0x20;

    /// <summary>A PC16550D: of what is written to one port it shows the last.</summary>
    private sealed class Chip : IDisposable
    {
        public Chip() => Cpu.Device = Answer;

        public Queue<byte> Received { get; } = [];

        /// <summary>What was in the data register each time before it was asked whether more can be sent.</summary>
        public List<byte> Sent { get; } = [];

        public bool IsThere { get; init; } = true;

        /// <summary>How often it is asked before it can send.</summary>
        public int Busy { get; set; }

        public byte this[int register] => Cpu.Ports[First + register];

        public void Dispose() => Cpu.Device = null;

        private byte? Answer(ushort port)
        {
            switch (port - First)
            {
                case Scratch when !IsThere:
                    return 0xFF;
                case 0:
                    return Received.Dequeue();
                case LineStatus:
                    Sent.Add(Cpu.Ports[First]);
                    return (byte)((Received.Count > 0 ? HasReceived : 0) | (Busy-- > 0 ? 0 : CanSend));
                default:
                    return null;
            }
        }
    }

    private static Uart16550 Uart()
    {
        if (DeviceRegistry.Find(Name) == null)
        {
            DeviceRegistry.OfferPorts(Name, First, Uart16550.Ports); // once for all tests
        }

        return new Uart16550(DeviceRegistry.Find(Name)!.ClaimPorts());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_chip_that_keeps_nothing_is_none(bool isThere)
    {
        using Chip chip = new() { IsThere = isThere };
        using Uart16550 uart = Uart();
        Assert.Equal(isThere, uart.IsThere);
    }

    [Fact]
    public void It_is_set_up_for_eight_bits_and_interrupts_until_it_is_stopped()
    {
        using Chip chip = new();
        using Uart16550 uart = Uart();
        uart.Start();
        Assert.Equal((0x03, 0x0B, 0x01), (chip[LineControl], chip[ModemControl], chip[InterruptEnable]));
        uart.Stop();
        Assert.Equal(0, chip[InterruptEnable]);
    }

    [Fact]
    public void What_has_come_is_read_and_no_more()
    {
        using Chip chip = new();
        using Uart16550 uart = Uart();
        byte[] bytes = new byte[4];
        Assert.Equal(0, uart.Read(bytes));
        foreach (byte value in "abcdef"u8)
        {
            chip.Received.Enqueue(value);
        }

        Assert.Equal(4, uart.Read(bytes));
        Assert.Equal("abcd"u8, bytes);
        Assert.Equal(2, uart.Read(bytes));
        Assert.Equal("ef"u8, bytes.AsSpan(0, 2));
    }

    [Fact]
    public void It_is_asked_before_each_queue_of_bytes_is_sent()
    {
        using Chip chip = new() { Busy = 3 };
        using Uart16550 uart = Uart();
        byte[] bytes = [.. Enumerable.Range(1, (2 * Uart16550.QueueBytes) + 1).Select(i => (byte)i)];
        uart.Write(bytes);
        Assert.Equal([Uart16550.QueueBytes, 2 * Uart16550.QueueBytes], chip.Sent.Skip(4).Select(b => (int)b));
        Assert.Equal(bytes[^1], chip[0]);
    }

    [Fact]
    public void A_chip_that_never_sends_is_given_up()
    {
        using Chip chip = new() { Busy = int.MaxValue };
        using Uart16550 uart = Uart();
        Assert.Throws<TimeoutException>(() => uart.Write("x"u8));
    }
}
