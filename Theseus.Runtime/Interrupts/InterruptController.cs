using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Runtime.Interrupts;

/// <summary>
/// The two cascaded 8259A interrupt controllers (Intel 8259A data sheet): IRQ 0 to 15 arrive as vectors 32 to 47.
/// All are masked until a handler is set, or a task waits for one (<see cref="Unmask"/>).
/// </summary>
[Resident]
internal static class InterruptController
{
    private const ushort MasterCommand = 0x20;
    private const ushort MasterData = 0x21;
    private const ushort SlaveCommand = 0xA0;
    private const ushort SlaveData = 0xA1;
    private const byte EndOfInterrupt = 0x20;
    private const byte ReadInService = 0x0B;
    private const int FirstVector = 32;
    /// <summary>Lines that there are.</summary>
    public const int Lines = 16;


    [InlineArray(Lines)]
    private struct Handlers
    {
        private nint _first;
    }

    private static Handlers s_handlers;
    private static bool s_inHandler;
    // SAFETY: the frame that Enter has been called with last.
    private static unsafe InterruptFrame* s_interrupted;

    /// <summary>True while a device's handler runs.</summary>
    public static bool InHandler => s_inHandler;

    /// <summary>What the device's handler that runs has interrupted. Only while <see cref="InHandler"/>.</summary>
    // SAFETY: Enter has kept the address of its frame, which is on the interrupt's stack until the handler has
    // returned.
    public static unsafe ref InterruptFrame Interrupted => ref *s_interrupted;

    /// <summary>Moves the vectors away from the exceptions' and masks every line.</summary>
    public static void Initialize()
    {
        Cpu.Out8(MasterCommand, 0x11);
        Cpu.Out8(SlaveCommand, 0x11);
        Cpu.Out8(MasterData, FirstVector);
        Cpu.Out8(SlaveData, FirstVector + 8);
        Cpu.Out8(MasterData, 0x04);
        Cpu.Out8(SlaveData, 0x02);
        Cpu.Out8(MasterData, 0x01);
        Cpu.Out8(SlaveData, 0x01);
        Cpu.Out8(MasterData, 0xFB); // the cascade stays open
        Cpu.Out8(SlaveData, 0xFF);
    }

    /// <summary>Calls <paramref name="handler"/>, interrupts off, for each interrupt of a line (0 to 15).</summary>
    // SAFETY: the pointer is kept, for Call.
    public static unsafe void Handle(int line, delegate*<void> handler)
    {
        s_handlers[line & (Lines - 1)] = (nint)handler;
        Unmask(line);
    }

    /// <summary>Lets a line's interrupts come. Interrupts are off.</summary>
    public static void Unmask(int line)
    {
        ushort port = line < 8 ? MasterData : SlaveData;
        Cpu.Out8(port, (byte)(Cpu.In8(port) & ~(1 << (line & 7))));
    }

    /// <summary>Keeps a line's interrupts back. Interrupts are off.</summary>
    public static void Mask(int line)
    {
        ushort port = line < 8 ? MasterData : SlaveData;
        Cpu.Out8(port, (byte)(Cpu.In8(port) | (1 << (line & 7))));
    }

    [RuntimeExport("theseus_interrupt")]
    private static void Enter(ref InterruptFrame frame)
    {
        if (frame.Vector < FirstVector)
        {
            Faults.Handle(ref frame);
            return;
        }

        int line = (int)frame.Vector - FirstVector;
        if (line >= Lines || IsSpurious(line))
        {
            return;
        }

        s_inHandler = true;
        Remember(ref frame);
        Call(s_handlers[line], line);
        s_inHandler = false;

        if (line >= 8)
        {
            Cpu.Out8(SlaveCommand, EndOfInterrupt);
        }

        Cpu.Out8(MasterCommand, EndOfInterrupt);
    }

    // SAFETY: only the address is taken, of what the assembler has pushed.
    private static unsafe void Remember(ref InterruptFrame frame)
    {
        fixed (InterruptFrame* address = &frame)
        {
            s_interrupted = address;
        }
    }

    private static void Call(nint handler, int line)
    {
        if (handler == 0)
        {
            Upcalls.OnInterrupt(line);
            return;
        }

        // SAFETY: what is not 0 in the table is a static method without parameters that Handle was given.
        unsafe
        {
            ((delegate*<void>)handler)();
        }
    }

    /// <summary>Lines 7 and 15 also report interrupts that went away: those are not in service.</summary>
    private static bool IsSpurious(int line)
    {
        if (line != 7 && line != 15)
        {
            return false;
        }

        ushort port = line == 7 ? MasterCommand : SlaveCommand;
        Cpu.Out8(port, ReadInService);
        bool spurious = (Cpu.In8(port) & 0x80) == 0;
        if (spurious && line == 15)
        {
            Cpu.Out8(MasterCommand, EndOfInterrupt);
        }

        return spurious;
    }
}
