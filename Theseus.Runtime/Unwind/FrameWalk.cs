using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>Goes up a stack, frame by frame, as far as its functions can be unwound. Allocates nothing.</summary>
/// <param name="registers">Those of the first frame.</param>
/// <param name="isFault">True where its instruction has faulted; false where it has called.</param>
[Resident]
internal struct FrameWalk(RegisterDisplay registers, bool isFault)
{
    private RegisterDisplay _registers = registers;
    private bool _isFault = isFault;
    private bool _isOver;

    /// <summary>A walk that begins at registers which were saved.</summary>
    public static FrameWalk From(ref readonly LimitedContext context, bool isFault)
    {
        RegisterDisplay registers = default;
        registers.Load(in context);
        return new FrameWalk(registers, isFault);
    }

    /// <summary>Where the frame's code goes on, or has faulted.</summary>
    public readonly nuint InstructionPointer => (nuint)_registers.InstructionPointer;

    /// <summary>An address within the instruction that called, or has faulted.</summary>
    public readonly nuint Instruction => _isFault ? InstructionPointer : InstructionPointer - 1;

    /// <summary>True where there is no frame any more.</summary>
    public readonly bool IsOver => _isOver || InstructionPointer == 0;

    /// <summary>
    /// Goes to the next frame that is none of the dispatcher's, which runs a handler of an exception: those of the
    /// handler are followed by those of who threw.
    /// </summary>
    public void GoUpInCode()
    {
        GoUp();
        while (!IsOver && UnwindMarks.All.IsFuncletCall(InstructionPointer))
        {
            while (!IsOver && !UnwindMarks.All.IsThrow(InstructionPointer))
            {
                GoUp();
            }

            GoUp();
        }
    }

    /// <summary>Goes to the caller's frame.</summary>
    public void GoUp()
    {
        nuint at = InstructionPointer;
        FunctionEntry entry = FunctionTable.Find(Instruction);
        bool found = !entry.IsManaged ? NativeFrame.Unwind(entry, at, Instruction, ref _registers)
            : _isFault ? CallFrame.UnwindFault(entry, at, ref _registers)
            : CallFrame.Unwind(entry, Instruction, ref _registers);
        _isFault = !entry.IsManaged && NativeFrame.LeadsToFault(at);
        _isOver = !found;
    }
}
