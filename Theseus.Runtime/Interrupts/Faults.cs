// More than 400 lines: all that can be decided about an exception of the CPU, in the order in which it is asked.
using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Testing;
using Theseus.Runtime.Unwind;

namespace Theseus.Runtime.Interrupts;

/// <summary>
/// Turns the CPU's exceptions into managed ones where the interrupted code is managed (or a helper that works for
/// managed code), and into a panic where it is the kernel's own.
/// </summary>
[Resident]
internal static class Faults
{
    private const ulong DivideError = 0;
    private const ulong Debug = 1;
    private const ulong NonMaskable = 2;
    private const ulong Breakpoint = 3;
    private const ulong Overflow = 4;
    private const ulong Bound = 5;
    private const ulong InvalidOpcode = 6;
    private const ulong DoubleFault = 8;
    private const ulong InvalidTaskState = 10;
    private const ulong NotPresent = 11;
    private const ulong StackSegment = 12;
    private const ulong GeneralProtection = 13;
    private const ulong PageFault = 14;
    private const ulong X87 = 16;
    private const ulong Alignment = 17;
    private const ulong MachineCheck = 18;
    private const ulong Simd = 19;
    private const nuint GuardBytes = ThreadControlBlock.GuardReserveBytes + 4096; // and the page that is never mapped
    private const int MostInFlight = 20;

    // Codes that RhThrowHwEx knows (System.Runtime.EH.HwExceptionCode).
    private const uint NullReference = 0;
    private const uint IntegerDivideByZero = 0xC000_0094;
    private const uint IntegerOverflow = 0xC000_0095;

    /// <summary>Addresses below this count as null: fields of a null object lie here.</summary>
    public const nuint NullPageEnd = 0x10000;

    private static bool s_handling;
    private static bool s_canThrow;
    private static bool s_isLoading; // a page, or memory for a stack: what faults there has the interrupt's stack
    private static bool s_loadCanLeave; // as below, of that
    private static bool s_isMending;
    private static bool s_canLeave; // what is being handled has interrupted nobody who had turned interrupts off

    /// <summary>From here on exceptions can be thrown; before, every fault is a panic.</summary>
    public static void AllowExceptions() => s_canThrow = true;

    /// <summary>Answers vectors 0 to 31.</summary>
    public static void Handle(ref InterruptFrame frame)
    {
        switch (frame.Vector)
        {
            case DoubleFault:
                Panic.Stop("double fault"u8, ref frame);
                return;
            case NonMaskable:
                Panic.Stop("non-maskable interrupt: the machine reports a failure of its hardware"u8, ref frame);
                return;
            case MachineCheck:
                Panic.Stop("machine check: the CPU reports a failure of its hardware"u8, ref frame);
                return;
            case Debug when StepProbe.OnStep(ref frame):
                return;
        }

        nuint address = frame.Vector == PageFault ? (nuint)Cpu.ReadFaultAddress() : 0;
        if (frame.Vector == PageFault && InterruptStacks.IsGuard(address))
        {
            Panic.Stop("an interrupt stack overflowed"u8, ref frame);
        }

        bool missing = frame.Vector == PageFault && (frame.ErrorCode & 1) == 0;
        bool wasLoading = s_isLoading;
        s_isLoading |= missing;
        s_loadCanLeave = wasLoading ? s_loadCanLeave : IsInterruptible(in frame);
        StackGrowthAnswer growth = missing ? GrowStack(in frame, address) : StackGrowthAnswer.NotItsStack;
        s_isLoading = wasLoading;
        if (growth == StackGrowthAnswer.Grown)
        {
            return; // any code may be the first to need so much of its stack
        }

        s_isLoading |= missing;
        CellPageAnswer cell = missing && growth == StackGrowthAnswer.NotItsStack ? LoadCellPage(in frame, address)
            : CellPageAnswer.NotACell;
        s_isLoading = wasLoading;
        if (cell == CellPageAnswer.Loaded)
        {
            return; // any code may be the first to touch a page of a cell: collector and unwinder too
        }

        if (HasMendedCode(ref frame))
        {
            return; // it was not what it must be, and is: once more
        }

        if (cell == CellPageAnswer.Failed
            && (Upcalls.IsCollecting() || s_handling || !s_canThrow || Panic.IsRunning
            || InterruptController.InHandler))
        {
            Panic.Stop("a page of a cell could not be loaded where no exception can be thrown"u8, ref frame);
        }

        bool canLeave = s_canThrow && !Panic.IsRunning && !InterruptController.InHandler;
        if (Upcalls.IsCollecting())
        {
            bool isAlone = canLeave && !s_handling && IsInterruptible(in frame);
            LeaveOrStop(ref frame, isAlone, "fault inside the collector"u8);
            return;
        }

        if (s_handling || s_isLoading || !canLeave)
        {
            bool canStill = canLeave && (s_handling ? s_canLeave : s_loadCanLeave);
            LeaveOrStop(ref frame, canStill, "fault in the kernel"u8);
            s_handling = s_isLoading = false;
            return;
        }

        s_canLeave = IsInterruptible(in frame);

        s_handling = true;
        if (growth == StackGrowthAnswer.NotItsStack)
        {
            Answer(ref frame, address, cell == CellPageAnswer.Failed);
        }
        else
        {
            OnNoStackMemory(ref frame, address, growth);
        }

        s_handling = false;
    }

    private static bool IsInterruptible(in InterruptFrame frame) =>
        (frame.Rflags & InterruptFrame.InterruptFlag) != 0;

    /// <summary>
    /// The code of an instruction that has faulted is compared with what it must be. Those that are reported behind
    /// themselves are one byte long where nobody has written them.
    /// </summary>
    private static bool HasMendedCode(ref InterruptFrame frame)
    {
        ulong at = frame.Vector is Breakpoint or Overflow ? frame.Rip - 1 : frame.Rip;
        if (!s_canThrow || Panic.IsRunning || frame.Vector == Debug || s_isMending)
        {
            return false;
        }

        s_isMending = true;
        bool hasMended = Upcalls.MendCode((nuint)at);
        s_isMending = false;
        frame.Rip = hasMended ? at : frame.Rip;
        return hasMended;
    }

    /// <summary>
    /// Nothing can be thrown here: what handles exceptions, or the heap, is in the middle of something, or the stack is
    /// none. The program whose stack or heap that is ends, with its instance of all state; where it is no program's,
    /// or the kernel's own books are in the middle of a change, the machine stops.
    /// </summary>
    private static void LeaveOrStop(ref InterruptFrame frame, bool canLeave, ReadOnlySpan<byte> otherwise)
    {
        if (!canLeave || !StackBoundary.IsSet || !Upcalls.GiveUpCollection() || !StackBoundary.TryAbandon(ref frame))
        {
            Panic.Stop(otherwise, ref frame);
        }

        StackBoundary.IsStateBroken = true;
        s_isMending = true; // a fault in what mends is not mended by it
        Upcalls.MendNanoCore();
        s_isMending = false;
    }

    private static StackGrowthAnswer GrowStack(in InterruptFrame frame, nuint address)
    {
        ref ThreadControlBlock thread = ref ThreadControlBlock.Running;
        if (address < thread.StackLow || address >= thread.Committed)
        {
            return StackGrowthAnswer.NotItsStack;
        }

        FunctionEntry entry = FunctionTable.Find((nuint)frame.Rip);
        return Upcalls.GrowStack(ref thread, address, entry.Exists && entry.Function.IsOfProgram);
    }

    private static void OnNoStackMemory(ref InterruptFrame frame, nuint address, StackGrowthAnswer growth)
    {
        if (growth == StackGrowthAnswer.NoMemory)
        {
            ThrowOfThread(ref frame, FaultKind.NoStackMemory, address);
            return;
        }

        Abandon(in ThreadControlBlock.Running, ref frame, "there was no memory for a stack to grow"u8);
    }

    /// <summary>
    /// A page may want hundreds of addresses looked up. Interrupts come meanwhile, if they could where the fault was:
    /// they have a stack of their own, touch nothing that is not in memory, and let no other task run here.
    /// </summary>
    private static CellPageAnswer LoadCellPage(in InterruptFrame frame, nuint address)
    {
        bool canInterrupt = (frame.Rflags & InterruptFrame.InterruptFlag) != 0;
        if (canInterrupt)
        {
            Cpu.EnableInterrupts();
        }

        CellPageAnswer answer = Upcalls.LoadCellPage(address);
        if (canInterrupt)
        {
            Cpu.DisableInterrupts();
        }

        return answer;
    }

    private static void Answer(ref InterruptFrame frame, nuint address, bool ofCell)
    {
        switch (frame.Vector)
        {
            case DivideError:
                if (!IsManagedOrLeft(ref frame, "divide error in native code"u8))
                {
                    return;
                }

                bool overflow = InstructionDecoder.DivisorIsNotZero(in frame);
                Throw(ref frame, overflow ? IntegerOverflow : IntegerDivideByZero);
                return;
            case PageFault:
                OnPageFault(ref frame, address, ofCell);
                return;
            case GeneralProtection:
            case StackSegment:
            case NotPresent:
            case InvalidTaskState:
                if (IsManagedOrLeft(ref frame, "general protection fault"u8))
                {
                    ThrowOfThread(ref frame, FaultKind.Protection, 0);
                }

                return;
            case Overflow:
                OnTrap(ref frame, FaultKind.Overflow);
                return;
            case InvalidOpcode:
                if (!FunctionTable.IsManaged((nuint)frame.Rip))
                {
                    // Where assembler says that it must not come, or where no code is.
                    LeaveOrStop(ref frame, s_canLeave, "an unknown instruction in native code"u8);
                    return;
                }

                ThrowOfThread(ref frame, FaultKind.UnknownInstruction, (nuint)frame.Rip);
                return;
            case Bound:
                OnTrap(ref frame, FaultKind.OutOfRange);
                return;
            case Alignment:
                if (IsManagedOrLeft(ref frame, "an address that is not aligned, in native code"u8))
                {
                    ThrowOfThread(ref frame, FaultKind.Misaligned, 0);
                }

                return;
            case X87:
            case Simd:
                if (!IsManagedOrLeft(ref frame, "a floating-point exception in native code"u8))
                {
                    return;
                }

                nuint flags = FloatingPointState.TakeExceptions(ref frame.Sse, frame.Vector == Simd);
                ThrowOfThread(ref frame, FaultKind.FloatingPoint, flags);
                return;
            default:
                OnTrap(ref frame, FaultKind.OtherVector);
                return;
        }
    }

    /// <summary>
    /// An instruction that means to stop the program. Most of these are reported behind it, and who looks for its
    /// function must not look behind that.
    /// </summary>
    private static void OnTrap(ref InterruptFrame frame, FaultKind kind)
    {
        if (frame.Vector is Breakpoint or Overflow
            || (frame.Vector == Debug && !FunctionTable.Find((nuint)frame.Rip).Exists))
        {
            frame.Rip--;
        }

        frame.Rflags &= ~InterruptFrame.TrapFlag; // what makes the exception is not to be stepped through
        if (IsManagedOrLeft(ref frame, "an exception of the CPU in native code"u8))
        {
            ThrowOfThread(ref frame, kind, (nuint)frame.Vector);
        }
    }

    /// <summary>Leaves the program whose boundary is on this stack or, from the finalizers', on another.</summary>
    private static void Abandon(in ThreadControlBlock thread, ref InterruptFrame frame, ReadOnlySpan<byte> otherwise)
    {
        if (thread.HasBoundary)
        {
            StackBoundary.NoteLeft();
            Abandonment.Begin(ref frame);
            // Interrupts are on again when the boundary is reached.
            frame.Rflags &= ~(InterruptFrame.DirectionFlag | InterruptFrame.InterruptFlag);
        }
        else if (!StackBoundary.TryAbandon(ref frame))
        {
            Panic.Stop(otherwise, ref frame);
        }
    }

    private static void OnPageFault(ref InterruptFrame frame, nuint address, bool ofCell)
    {
        ref ThreadControlBlock thread = ref ThreadControlBlock.Running;
        bool canUnwind = FunctionTable.Find((nuint)frame.Rip).Exists;
        switch (Upcalls.OpenStackGuard(ref thread, address, canUnwind))
        {
            case StackGuardAnswer.Throw:
                ThrowOfThread(ref frame, FaultKind.StackOverflow, address);
                return;
            case StackGuardAnswer.GoOn:
                return;
        }

        if (address < thread.StackLow && thread.StackLow - address <= GuardBytes)
        {
            // No room to unwind: everything above the boundary is abandoned.
            Abandon(in thread, ref frame, "a stack overflowed again while its overflow was handled"u8);
            return;
        }

        if (ofCell && IsEndless(in thread))
        {
            Abandon(
                in thread, ref frame,
                "a page of a cell could not be loaded, and was needed again and again to handle that"u8);
            return;
        }

        if (frame.Rip == address && ofCell && IsWithinFunction((nuint)frame.Rip))
        {
            ThrowOfThread(ref frame, FaultKind.CellLoad, address); // it ran into the page, or came back to it
            return;
        }

        if (frame.Rip == address)
        {
            // A call to nowhere: the caller's return address is on top of the stack.
            ulong call = new StackSlot(frame.Rsp).Value - 1;
            if (!FunctionTable.IsManaged((nuint)call))
            {
                LeaveOrStop(ref frame, s_canLeave, "a jump to nowhere"u8);
                return;
            }

            frame.Rip = call;
            frame.Rsp += 8;
            ThrowOfThread(ref frame, ofCell ? FaultKind.CellLoad : FaultKind.InvalidExecute, address);
            return;
        }

        if (!IsManagedOrLeft(ref frame, "page fault in the kernel"u8))
        {
            return;
        }

        if (address < NullPageEnd)
        {
            Throw(ref frame, NullReference, address);
            return;
        }

        bool write = (frame.ErrorCode & 2) != 0;
        FaultKind kind = ofCell ? FaultKind.CellLoad : write ? FaultKind.InvalidWrite : FaultKind.InvalidRead;
        ThrowOfThread(ref frame, kind, address);
    }

    /// <summary>
    /// True if so many exceptions are in flight that the one that a fault becomes is met by the same fault each time:
    /// what handles it stands on the page that cannot be loaded.
    /// </summary>
    private static bool IsEndless(in ThreadControlBlock thread)
    {
        int inFlight = 0;
        ExceptionInFlight exception = ExceptionInFlight.NewestOf(in thread);
        for (; exception.Exists && inFlight < MostInFlight; exception = exception.Info.Previous)
        {
            inFlight++;
        }

        return inFlight == MostInFlight;
    }

    /// <summary>True behind the first instruction of a function: nobody has just called it.</summary>
    private static bool IsWithinFunction(nuint address)
    {
        FunctionEntry entry = FunctionTable.Find(address);
        return entry.Exists && FunctionTable.Start(entry) != address;
    }

    /// <summary>
    /// True for managed code, which may fault, and for a leaf helper that managed code called directly. Else the
    /// program is left, or the machine stops.
    /// </summary>
    private static bool IsManagedOrLeft(ref InterruptFrame frame, ReadOnlySpan<byte> otherwise)
    {
        FunctionEntry entry = FunctionTable.Find((nuint)frame.Rip);
        if (entry.IsManaged)
        {
            return true;
        }

        RegisterDisplay registers = default;
        LimitedContext context = LimitedContext.Of(in frame);
        registers.Load(in context);
        if (!NativeFrame.Unwind(entry, (nuint)frame.Rip, (nuint)frame.Rip, ref registers)
            || !FunctionTable.IsManaged((nuint)registers.InstructionPointer - 1))
        {
            LeaveOrStop(ref frame, s_canLeave, otherwise);
            return false;
        }

        return true;
    }

    private static void ThrowOfThread(ref InterruptFrame frame, FaultKind kind, nuint address)
    {
        bool isAccess = kind is FaultKind.StackOverflow or FaultKind.InvalidRead or FaultKind.InvalidWrite
            or FaultKind.InvalidExecute or FaultKind.CellLoad or FaultKind.NoStackMemory;
        ThreadControlBlock.Running.Task.FaultedAt = isAccess ? address : 0;
        HardwareThrow.Into(ref frame, ref ThreadControlBlock.Running, kind, address);
    }

    private static void Throw(ref InterruptFrame frame, uint code, nuint address = 0)
    {
        ThreadControlBlock.Running.Task.FaultedAt = address;
        HardwareThrow.Into(ref frame, code);
    }
}
