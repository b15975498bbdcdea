using System.Runtime;
using System.Runtime.CompilerServices;
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
// SAFETY: size and offsets are those of CoreLib's own structure (AsmOffsets 10.0.12), which passes it by reference.
[Resident]
[StructLayout(LayoutKind.Explicit, Size = 360)]
internal unsafe struct StackFrameIterator
{
    private const uint NoClause = uint.MaxValue;
    private const byte SupersededFlag = 8;

    /// <summary>The newest exception in flight that the walk has not passed.</summary>
    [FieldOffset(0)] private ExceptionInfo* _nextInfo;

    /// <summary>The function of the current frame.</summary>
    [FieldOffset(8)] private CellFunction* _function;

    /// <summary>Frame pointer of a method with handlers, else null.</summary>
    [FieldOffset(16)] private ulong _framePointer;

    /// <summary>The instruction by which clauses are looked up: one before a return address. 0: no frame left.</summary>
    [FieldOffset(24)] private nuint _controlPc;

    [FieldOffset(32)] private RegisterDisplay _registers;

    /// <summary>The current frame's instruction has faulted; its callee has not returned.</summary>
    [FieldOffset(168)] private bool _isAtFault;

    /// <summary>The return address or faulting instruction itself.</summary>
    [FieldOffset(344)] private nuint _originalControlPc;

    [FieldOffset(352)] private void* _previousTransitionFrame;

    /// <summary>The current frame's stack pointer.</summary>
    public readonly nuint StackPointer => (nuint)_registers.StackPointer;

    /// <summary>The function of the current frame; null past the end.</summary>
    public readonly CellFunction* Function => _function;

    /// <summary>Starts at the frame that a context describes. False if no managed frame is there.</summary>
    [RuntimeExport("RhpSfiInit")]
    private static bool Initialize(StackFrameIterator* self, LimitedContext* context, bool instructionFault, bool* intercepted)
    {
        if (intercepted != null)
        {
            *intercepted = false;
        }

        if (context == null)
        {
            Panic.Stop("a stack walk was started without a context"u8);
        }

        self->_nextInfo = (ExceptionInfo*)ThreadControlBlock.Current()->NewestExceptionInfo;
        self->_previousTransitionFrame = null;
        self->_registers.Load(context);
        return self->Settle(instructionFault);
    }

    /// <summary>Steps to the next managed frame.</summary>
    [RuntimeExport("RhpSfiNext")]
    private static bool Next(StackFrameIterator* self, uint* collidedClause, bool* unwoundReversePInvoke, bool* intercepted)
    {
        if (unwoundReversePInvoke != null)
        {
            *unwoundReversePInvoke = false;
        }

        if (intercepted != null)
        {
            *intercepted = false;
        }

        uint clause = NoClause;
        bool valid = self->Step(&clause);
        if (collidedClause != null)
        {
            *collidedClause = clause;
        }

        return valid;
    }

    private bool Step(uint* clause)
    {
        bool wasFunclet = _function->Kind == CellFunctionKind.Handler;
        fixed (RegisterDisplay* registers = &_registers)
        {
            bool found = _isAtFault
                ? CallFrame.UnwindFault(_function, _controlPc, registers) : CallFrame.Unwind(_function, _controlPc, registers);
            if (!found)
            {
                return End();
            }

            nuint ip = (nuint)registers->InstructionPointer;
            UnwindMarks* marks = UnwindMarks.Get();
            if (wasFunclet && (ip == marks->CatchReturn || ip == marks->FinallyReturn))
            {
                return Collide(clause);
            }
        }

        return Settle(instructionFault: false);
    }

    /// <summary>Continues where the dispatch that called this funclet stands.</summary>
    private bool Collide(uint* clause)
    {
        // The ExInfo of the dispatch that called the funclet is the first one above the funclet's frame: everything
        // below belongs to the exceptions that were thrown inside it.
        while (_nextInfo != null && (ulong)_nextInfo < _registers.StackPointer)
        {
            _nextInfo = _nextInfo->Previous;
        }

        ExceptionInfo* info = _nextInfo;
        if (info == null)
        {
            Panic.Stop("a funclet runs, but no exception is in flight"u8);
        }

        RegisterDisplay left = _registers;
        *clause = info->CurrentClause;
        info->Kind |= SupersededFlag;

        StackFrameIterator* reached = (StackFrameIterator*)info->Iterator;
        ExceptionInfo* rest = info->Previous;
        _registers = reached->_registers;
        _registers.Rbx = left.Rbx;
        _registers.Rbp = left.Rbp;
        _registers.R12 = left.R12;
        _registers.R13 = left.R13;
        _registers.R14 = left.R14;
        _registers.R15 = left.R15;
        _function = reached->_function;
        _isAtFault = reached->_isAtFault;
        _controlPc = reached->_controlPc;
        _originalControlPc = reached->_originalControlPc;
        _framePointer = reached->_framePointer;
        while (rest != null && (ulong)rest < _registers.StackPointer)
        {
            rest = rest->Previous;
        }

        _nextInfo = rest;
        return true;
    }

    /// <summary>Leaves native frames behind and takes up the managed frame found.</summary>
    private bool Settle(bool instructionFault)
    {
        fixed (RegisterDisplay* registers = &_registers)
        {
            while (true)
            {
                nuint ip = (nuint)registers->InstructionPointer;
                nuint lookup = instructionFault ? ip : ip - 1;
                CellFunction* entry = FunctionTable.Find(lookup);
                if (entry != null && entry->Kind != CellFunctionKind.Native)
                {
                    _function = entry;
                    _isAtFault = instructionFault;
                    _originalControlPc = ip;
                    _controlPc = lookup;
                    _framePointer = entry->Clauses != 0 || entry->Kind != CellFunctionKind.Root ? *registers->Rbp : 0;
                    return true;
                }

                if (ip == UnwindMarks.Get()->BoundedReturn || !NativeFrame.Unwind(entry, ip, lookup, registers))
                {
                    return End();
                }

                instructionFault = NativeFrame.LeadsToFault(ip);
            }
        }
    }

    private bool End()
    {
        _controlPc = 0;
        _originalControlPc = 0;
        _function = null;
        return false;
    }
}
