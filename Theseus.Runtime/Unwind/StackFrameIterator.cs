using System.Runtime;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Unwind;

// Walks the managed frames of a stack for CoreLib's dispatcher. Native frames (assembly, musl) are unwound by their
// own CFI and never shown. Two places need more than CFI:
//  - the throw helpers lay out the thrower's registers as a LimitedContext: the walk goes on from there;
//  - a catch or finally funclet was called by the dispatcher of an earlier exception. The frames of that dispatch
//    are dead to the new one: the walk goes on in the frame that the earlier dispatch had reached (a collision),
//    with the callee-saved registers as the funclet leaves them, and tells the dispatcher which clause was running.

/// <summary>
/// CoreLib's StackFrameIterator: the fields that it reads lie where AsmOffsets (10.0.12) says, the rest is ours.
/// </summary>
[Resident]
[StructLayout(LayoutKind.Explicit, Size = 360)]
internal struct StackFrameIterator
{
    private const uint NoClause = uint.MaxValue;
    private const byte SupersededFlag = 8;

    /// <summary>The newest exception in flight that the walk has not passed.</summary>
    [FieldOffset(0)] private ExceptionInFlight _nextInfo;

    /// <summary>The function of the current frame.</summary>
    [FieldOffset(8)] private FunctionEntry _function;

    /// <summary>Frame pointer of a method with handlers, else 0.</summary>
    [FieldOffset(16)] private ulong _framePointer;

    /// <summary>
    /// The instruction by which clauses are looked up: one before a return address. 0: no frame left.
    /// </summary>
    [FieldOffset(24)] private nuint _controlPc;

    [FieldOffset(32)] private RegisterDisplay _registers;

    /// <summary>The current frame's instruction has faulted; its callee has not returned.</summary>
    [FieldOffset(168)] private bool _isAtFault;

    /// <summary>Nothing is dispatched by this walk, so it leaves no trace in earlier dispatches.</summary>
    [FieldOffset(169)] private bool _onlyLooks;

    /// <summary>The return address or faulting instruction itself.</summary>
    [FieldOffset(344)] private nuint _originalControlPc;

    /// <summary>A frame that left managed code, of which there are none here.</summary>
    [FieldOffset(352)] private nuint _previousTransitionFrame;

    /// <summary>The current frame's stack pointer.</summary>
    public readonly nuint StackPointer => (nuint)_registers.StackPointer;

    /// <summary>The instruction by which clauses are looked up: for a caller, the last byte of its call.</summary>
    public readonly nuint ControlPc => _controlPc;

    /// <summary>The function of the current frame; none past the end.</summary>
    public readonly FunctionEntry Function => _function;

    /// <summary>Starts at the frame that a context describes. False if no managed frame is there.</summary>
    // SAFETY: CoreLib passes the context that the throw helper has pushed, which is checked for null here, and null
    // or a variable of its own.
    [RuntimeExport("RhpSfiInit")]
    private static unsafe bool Initialize(
        ref StackFrameIterator self, LimitedContext* context, bool instructionFault, bool* intercepted)
    {
        if (intercepted != null)
        {
            *intercepted = false;
        }

        if (context == null)
        {
            Panic.Stop("a stack walk was started without a context"u8);
        }

        return self.Start(in *context, instructionFault);
    }

    /// <summary>Steps to the next managed frame.</summary>
    // SAFETY: what CoreLib passes is null or the address of a variable of its own, and is only written if it is not
    // null.
    [RuntimeExport("RhpSfiNext")]
    private static unsafe bool Next(
        ref StackFrameIterator self, uint* collidedClause, bool* unwoundReversePInvoke, bool* intercepted)
    {
        if (unwoundReversePInvoke != null)
        {
            *unwoundReversePInvoke = false;
        }

        if (intercepted != null)
        {
            *intercepted = false;
        }

        bool valid = self.Step(out uint clause);
        if (collidedClause != null)
        {
            *collidedClause = clause;
        }

        return valid;
    }

    /// <summary>Starts at the frame that a context describes, which stays as long as the walk.</summary>
    internal bool Start(ref readonly LimitedContext context, bool instructionFault)
    {
        _nextInfo = ExceptionInFlight.NewestOf(in ThreadControlBlock.Running);
        _previousTransitionFrame = 0;
        _registers.Load(in context);
        return Settle(instructionFault);
    }

    /// <summary>
    /// Starts at the frame that a context describes, on the stack of a task that does not run, and only looks.
    /// </summary>
    internal bool Look(
        ref readonly LimitedContext context, ref readonly ThreadControlBlock thread, bool instructionFault)
    {
        _nextInfo = ExceptionInFlight.NewestOf(in thread);
        _onlyLooks = true;
        _registers.Load(in context);
        return Settle(instructionFault);
    }

    /// <summary>Steps to the next managed frame; false if there is none.</summary>
    /// <param name="clause">The clause whose funclet an earlier dispatch was running there; all ones for none.</param>
    internal bool Step(out uint clause)
    {
        clause = NoClause;
        bool wasFunclet = _function.Function.Kind == CellFunctionKind.Handler;
        bool found = _isAtFault
            ? CallFrame.UnwindFault(_function, _controlPc, ref _registers)
            : CallFrame.Unwind(_function, _controlPc, ref _registers);
        if (!found)
        {
            return End();
        }

        nuint ip = (nuint)_registers.InstructionPointer;
        ref readonly UnwindMarks marks = ref UnwindMarks.All;
        return wasFunclet && (ip == marks.CatchReturn || ip == marks.FinallyReturn)
            ? Collide(out clause)
            : Settle(instructionFault: false);
    }

    /// <summary>Continues where the dispatch that called this funclet stands.</summary>
    private bool Collide(out uint clause)
    {
        // The ExInfo of the dispatch that called the funclet is the first one above the funclet's frame: everything
        // below belongs to the exceptions that were thrown inside it.
        ExceptionInFlight caller = FirstAbove(_nextInfo, _registers.StackPointer);
        if (!caller.Exists)
        {
            Panic.Stop("a funclet runs, but no exception is in flight"u8);
        }

        RegisterDisplay left = _registers;
        ref ExceptionInfo info = ref caller.Info;
        clause = info.CurrentClause;
        info.Kind |= _onlyLooks ? (byte)0 : SupersededFlag;

        ref readonly StackFrameIterator reached = ref info.Iterator;
        _registers = reached._registers;
        _registers.Rbx = left.Rbx;
        _registers.Rbp = left.Rbp;
        _registers.R12 = left.R12;
        _registers.R13 = left.R13;
        _registers.R14 = left.R14;
        _registers.R15 = left.R15;
        _function = reached._function;
        _isAtFault = reached._isAtFault;
        _controlPc = reached._controlPc;
        _originalControlPc = reached._originalControlPc;
        _framePointer = reached._framePointer;
        _nextInfo = FirstAbove(info.Previous, _registers.StackPointer);
        return true;
    }

    /// <summary>The newest of a list that lies at or above a stack pointer.</summary>
    private static ExceptionInFlight FirstAbove(ExceptionInFlight first, ulong stackPointer)
    {
        while (first.Exists && first.Address < stackPointer)
        {
            first = first.Info.Previous;
        }

        return first;
    }

    /// <summary>Leaves native frames behind and takes up the managed frame found.</summary>
    private bool Settle(bool instructionFault)
    {
        while (true)
        {
            nuint ip = (nuint)_registers.InstructionPointer;
            nuint lookup = instructionFault ? ip : ip - 1;
            FunctionEntry entry = FunctionTable.Find(lookup);
            if (entry.IsManaged)
            {
                ref readonly CellFunction function = ref entry.Function;
                _function = entry;
                _isAtFault = instructionFault;
                _originalControlPc = ip;
                _controlPc = lookup;
                _framePointer = function.Clauses != 0 || function.Kind != CellFunctionKind.Root
                    ? _registers.Rbp.Value : 0;
                return true;
            }

            if (ip == UnwindMarks.All.BoundedReturn || !NativeFrame.Unwind(entry, ip, lookup, ref _registers))
            {
                return End();
            }

            instructionFault = NativeFrame.LeadsToFault(ip);
        }
    }

    private bool End()
    {
        _controlPc = 0;
        _originalControlPc = 0;
        _function = default;
        return false;
    }
}
