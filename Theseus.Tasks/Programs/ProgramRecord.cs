using Theseus.Memory;
using Theseus.Runtime;

namespace Theseus.Tasks.Programs;

/// <summary>What the kernel knows of a program. Written with interrupts off, but for its beginning.</summary>
internal struct ProgramRecord
{
    /// <summary>What it does.</summary>
    public ProgramPhase Phase;

    /// <summary>Number by which people know it; not used again.</summary>
    public uint Number;

    /// <summary>Place in the table of the program that began it; 0 for the shell.</summary>
    public int Parent;

    /// <summary>Its instance of all state.</summary>
    public nuint Instance;

    /// <summary>Whose what it takes for itself is; the name is the program's.</summary>
    public MemoryOwner Owner;

    /// <summary>The task that runs its Main.</summary>
    public TaskReference Main;

    /// <summary>Tasks that wait for its end, or until it is stopped.</summary>
    public WaitQueue Waiting;

    /// <summary>Its status. Only while <see cref="ProgramPhase.Ended"/>.</summary>
    public int Status;

    /// <summary>How somebody else has ended it, or is about to.</summary>
    public ProgramEnd Outside;

    /// <summary>True from when somebody else has asked for its end until it is led there.</summary>
    public bool IsEndWanted;

    /// <summary>True while it wants to read Ctrl-C and its like as input.</summary>
    public bool ReadsBreaks;

    /// <summary>The signals that it handles, signal 1 in bit 0.</summary>
    public ulong Handles;

    /// <summary>Those among them that were raised and that it has not been told of.</summary>
    public ulong Raised;

    /// <summary>The ticks of the time-stamp counter that tasks of it have run which have ended.</summary>
    public ulong RunTicks;
}
