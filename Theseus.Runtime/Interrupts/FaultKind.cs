namespace Theseus.Runtime.Interrupts;

/// <summary>What a hardware fault was, for the exception that it becomes.</summary>
internal enum FaultKind : ulong
{
    /// <summary>No fault.</summary>
    None = 0,

    /// <summary>The stack's guard was reached.</summary>
    StackOverflow = 1,

    /// <summary>A read of an address that is not mapped or not readable.</summary>
    InvalidRead = 2,

    /// <summary>A write to an address that is not mapped or not writable.</summary>
    InvalidWrite = 3,

    /// <summary>Execution of an address that holds no code.</summary>
    InvalidExecute = 4,

    /// <summary>An address that is not canonical, or an instruction that is not allowed.</summary>
    Protection = 5,

    /// <summary>An address of a cell whose page could not be loaded.</summary>
    CellLoad = 6,

    /// <summary>An instruction that this CPU does not have.</summary>
    UnknownInstruction = 7,

    /// <summary>
    /// A floating-point exception that the program has unmasked; the address is its flags, as MXCSR has them.
    /// </summary>
    FloatingPoint = 8,

    /// <summary>An address that is not aligned as the instruction wants.</summary>
    Misaligned = 9,

    /// <summary>INTO found an overflow.</summary>
    Overflow = 10,

    /// <summary>BOUND found an index outside of its range.</summary>
    OutOfRange = 11,

    /// <summary>Any other exception of the CPU; the address is its vector.</summary>
    OtherVector = 12,

    /// <summary>None: the task is killed.</summary>
    Killed = 13,

    /// <summary>The stack wanted memory, and there was none.</summary>
    NoStackMemory = 14,
}
