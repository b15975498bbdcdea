using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Runtime.Diagnostics;
using Theseus.Runtime.Faults;
using Theseus.Runtime.Interrupts;
using Theseus.Runtime.Unwind;

namespace Theseus.Runtime;

/// <summary>
/// The end: something broke that the kernel rests on. Says what and where on the serial port and the screen, with
/// registers and a stack trace, then halts, or powers off where <see cref="PowerOffPort"/> says so.
/// </summary>
[Resident]
internal static class Panic
{
    /// <summary>What <c>./theseus exec</c> reads as a panic from QEMU's isa-debug-exit device.</summary>
    public const byte ExitValue = 0x7F;

    private const int TraceDepth = 40;
    private const ulong FaultsShown = 3;
    private static int s_depth;

    /// <summary>I/O port of the debug-exit device; 0 to halt instead.</summary>
    public static ushort PowerOffPort;

    /// <summary>True once a panic has begun.</summary>
    public static bool IsRunning => s_depth != 0;

    /// <summary>Stops the machine.</summary>
    // SAFETY: Raise hands address and length on, to StopWithContext, while this frame stays.
    [DoesNotReturn]
    public static unsafe void Stop(ReadOnlySpan<byte> what)
    {
        fixed (byte* p = what)
        {
            Raise(p, (nuint)what.Length);
        }
    }

    /// <summary>What the linker binds code of cells to, in the nano-core, until cells have addresses.</summary>
    [RuntimeExport("theseus_unbound")]
    private static void Unbound() => Stop("code of a cell was called before cells were known"u8);

    /// <summary>Stops the machine because of an exception that nothing could handle.</summary>
    [DoesNotReturn]
    public static void Stop(ReadOnlySpan<byte> what, ref InterruptFrame frame)
    {
        Begin();
        KernelLog.Write(what);
        KernelLog.Write("\n"u8);
        Upcalls.WriteLoadFailure();
        KernelLog.Write("vector "u8);
        KernelLog.WriteDecimal(frame.Vector);
        KernelLog.Write(", error code "u8);
        KernelLog.WriteHex(frame.ErrorCode);
        KernelLog.Write(", address "u8);
        KernelLog.WriteHex(Cpu.ReadFaultAddress());
        KernelLog.Write("\n"u8);
        WriteRegisters(in frame);
        LimitedContext context = LimitedContext.Of(in frame);
        WriteTrace(in context, fault: true);
        WriteFaults();
        End();
    }

    // SAFETY: Stop says what the arguments are.
    [DoesNotReturn, MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_panic")]
    private static extern unsafe void Raise(byte* what, nuint length);

    /// <summary>The assembly entry lays out the caller's registers and calls this.</summary>
    // SAFETY: address and length are those of the span that Stop was given, whose frame is still there.
    [RuntimeExport("theseus_panic_with_context")]
    private static unsafe void StopWithContext(byte* what, nuint length, ref LimitedContext context) =>
        Report(new ReadOnlySpan<byte>(what, (int)length), in context);

    private static void Report(ReadOnlySpan<byte> what, ref readonly LimitedContext context)
    {
        Begin();
        KernelLog.Write(what);
        KernelLog.Write("\n"u8);
        Upcalls.WriteLoadFailure();
        WriteSavedRegisters(in context);
        WriteTrace(in context, fault: false);
        WriteFaults();
        End();
    }

    private static void Begin()
    {
        Cpu.DisableInterrupts();
        if (++s_depth > 1)
        {
            // The panic itself broke: say so by the shortest way and stop.
            SerialPort.Write((byte)'!');
            End();
        }

        if (PowerOffPort != 0)
        {
            SerialPort.Write(1);
            SerialPort.Write((byte)'P');
        }

        KernelLog.ResetScreen();
        KernelLog.Write("\n*** kernel panic: "u8);
    }

    [DoesNotReturn]
    private static void End()
    {
        if (PowerOffPort != 0)
        {
            Cpu.Out8(PowerOffPort, ExitValue);
        }

        while (true)
        {
            Cpu.HaltForEver();
        }
    }

    private static void WriteRegisters(in InterruptFrame frame)
    {
        WriteRegister("rip "u8, frame.Rip);
        WriteRegister(" rsp "u8, frame.Rsp);
        WriteRegister(" flags "u8, frame.Rflags);
        WriteRegister("\nrax "u8, frame.Rax);
        WriteRegister(" rbx "u8, frame.Rbx);
        WriteRegister(" rcx "u8, frame.Rcx);
        WriteRegister("\nrdx "u8, frame.Rdx);
        WriteRegister(" rsi "u8, frame.Rsi);
        WriteRegister(" rdi "u8, frame.Rdi);
        WriteRegister("\nrbp "u8, frame.Rbp);
        WriteRegister(" r8  "u8, frame.R8);
        WriteRegister(" r9  "u8, frame.R9);
        WriteRegister("\nr10 "u8, frame.R10);
        WriteRegister(" r11 "u8, frame.R11);
        WriteRegister(" r12 "u8, frame.R12);
        WriteRegister("\nr13 "u8, frame.R13);
        WriteRegister(" r14 "u8, frame.R14);
        WriteRegister(" r15 "u8, frame.R15);
        KernelLog.Write("\n"u8);
    }

    /// <summary>What a call keeps: the rest is the caller's no more.</summary>
    private static void WriteSavedRegisters(in LimitedContext context)
    {
        WriteRegister("rip "u8, context.Rip);
        WriteRegister(" rsp "u8, context.Rsp);
        WriteRegister(" rbp "u8, context.Rbp);
        WriteRegister("\nrbx "u8, context.Rbx);
        WriteRegister(" r12 "u8, context.R12);
        WriteRegister(" r13 "u8, context.R13);
        WriteRegister("\nr14 "u8, context.R14);
        WriteRegister(" r15 "u8, context.R15);
        KernelLog.Write("\n"u8);
    }

    private static void WriteRegister(ReadOnlySpan<byte> name, ulong value)
    {
        KernelLog.Write(name);
        KernelLog.WriteHex(value);
    }

    /// <summary>Writes one line a frame.</summary>
    private static void WriteTrace(ref readonly LimitedContext context, bool fault)
    {
        FrameWalk walk = FrameWalk.From(in context, fault);
        for (int i = 0; i < TraceDepth; i++)
        {
            WritePlace(walk.InstructionPointer, walk.Instruction);
            walk.GoUp();
            if (walk.IsOver)
            {
                return;
            }
        }
    }

    /// <summary>Address, name, distance.</summary>
    private static void WritePlace(nuint at, nuint instruction)
    {
        FunctionEntry entry = FunctionTable.Find(instruction);
        KernelLog.Write("  at "u8);
        KernelLog.WriteHex(at);
        KernelLog.Write(" "u8);
        if (entry.Exists)
        {
            ReadOnlySpan<byte> name = FunctionTable.Name(entry);
            KernelLog.Write(name.IsEmpty ? "?"u8 : name);
            KernelLog.Write(" + "u8);
            KernelLog.WriteDecimal(at - FunctionTable.Start(entry));
        }

        KernelLog.Write("\n"u8);
    }

    /// <summary>Writes the last entries of the log of faults, the newest first: what may have led here.</summary>
    private static void WriteFaults()
    {
        FaultRecord record = default;
        ulong last = FaultLog.Count;
        for (ulong back = 0; back < Math.Min(last, FaultsShown) && FaultLog.TryGet(last - back, ref record); back++)
        {
            KernelLog.Write("fault "u8);
            KernelLog.WriteDecimal(record.Number);
            KernelLog.Write(" before this, in task "u8);
            KernelLog.WriteDecimal(record.Task);
            KernelLog.Write(" of "u8);
            KernelLog.Write(record.Program.Text);
            KernelLog.Write(", address "u8);
            KernelLog.WriteHex(record.Address);
            KernelLog.Write("\n"u8);
            if (record.FrameCount > 0)
            {
                WritePlace(record.Frames[0], record.Frames[0]);
            }
        }
    }
}
