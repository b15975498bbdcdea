using Theseus.Format;

namespace Theseus.Runtime;

/// <summary>
/// What the scheduler keeps of a task, in its control block. Only code with interrupts off reads or writes it, but for
/// the task's own <see cref="Start"/> and <see cref="Parameter"/>.
/// </summary>
internal struct TaskState
{
    /// <summary>What it does.</summary>
    public TaskPhase Phase;

    /// <summary>What it waits for. Only while <see cref="TaskPhase.Blocked"/>.</summary>
    public WaitKind Kind;

    /// <summary>Why its last wait ended.</summary>
    public WakeReason Reason;

    /// <summary>Place of the program that it belongs to in the table of programs; 0 for the system's own.</summary>
    public int Program;

    /// <summary>The instance of all state that it runs in (Theseus.Memory); 0 for one that runs in any.</summary>
    public nuint Instance;

    /// <summary>True from when it was led to its boundary, while it did not run, until it goes on there.</summary>
    public bool IsLed;

    /// <summary>
    /// Not 0 while it is in the middle of something of the kernel's that another task must not find so: then the timer
    /// does not stop it. Only the task itself changes it.
    /// </summary>
    public int Holds;

    /// <summary>Number by which people know it.</summary>
    public uint Number;

    /// <summary>Next in the queue that it is in.</summary>
    public TaskReference Next;

    /// <summary>The queue that it is in.</summary>
    public WaitQueueReference Queue;

    /// <summary>Next of those that wake by time.</summary>
    public TaskReference NextSleeper;

    /// <summary>When it wakes, in ticks of the time-stamp counter; all ones where it does not wake by time.</summary>
    public ulong WakeAt;

    /// <summary>How often it has begun to wait.</summary>
    public ulong Waits;

    /// <summary>
    /// How urgent it is for whoever has made it: from -2 to 2, and 0 where nobody has said
    /// (<c>TaskPriority</c>).
    /// </summary>
    public sbyte Priority;

    /// <summary>
    /// How urgent it is now: more than that while one that is more urgent waits for what it holds, less while it has
    /// kept others from running for too long.
    /// </summary>
    public sbyte RunsAs;

    /// <summary>
    /// Ticks of the time-stamp counter that it has run, times 4 for what is least urgent, by 4 for what is most. Only
    /// where each gets its share.
    /// </summary>
    public ulong VirtualTime;

    /// <summary>When it was last made one that could run, after a wait or its birth.</summary>
    public ulong ReadySince;

    /// <summary>True for one that its supervisor begins anew.</summary>
    public bool IsSupervised;

    /// <summary>
    /// Ticks of the time-stamp counter that it has run, without those since <see cref="RunningSince"/>.
    /// </summary>
    public ulong RunTicks;

    /// <summary>When it was switched to last.</summary>
    public ulong RunningSince;

    /// <summary>Ticks of the time-stamp counter that it has run. Only while <see cref="TaskPhase.Running"/>.</summary>
    public readonly ulong RanUntil(ulong now) => RunTicks + (now - RunningSince);

    /// <summary>How far it has been killed.</summary>
    public KillPhase Kill;

    /// <summary>When it was to be killed, in ticks of the time-stamp counter.</summary>
    public ulong KillRequestedAt;

    /// <summary>From when on a program's own handlers do not hold the kill.</summary>
    public ulong KillUncatchableAt;

    /// <summary>When it is cut, if it has not ended by then.</summary>
    public ulong KillCutAt;

    /// <summary>The round in which the task that kills has looked at it last.</summary>
    public ulong KillRound;

    /// <summary>
    /// Place in the table of memory's owners in whose name it takes memory; 0 where that is its program's.
    /// </summary>
    public ushort Owner;

    /// <summary>
    /// The cell of the function that it has begun with: held from before that runs until the task is out of the list
    /// of all. The nano-core for one of the system's own.
    /// </summary>
    public CellNumber EntryCell;

    /// <summary>What people call it; nothing where nobody has said.</summary>
    public TaskName Name;

    /// <summary>
    /// True of the class library's own threads that wait for work of the program's, and may do so for ever.
    /// </summary>
    public bool IsService;

    /// <summary>
    /// True while it waits for the end of what it has begun, and does nothing else: a cell that it has come through
    /// may begin anew meanwhile.
    /// </summary>
    public bool StandsBy;

    /// <summary>
    /// The address that it could not access when the CPU raised an exception last; 0 where that was not why.
    /// </summary>
    public nuint FaultedAt;

    /// <summary>Handle of the object that stands for it, if it was spawned as one of the system's own.</summary>
    public nint Spawned;

    /// <summary>The function that it runs, and what it gets.</summary>
    public nint Start;

    public nint Parameter;
}

/// <summary>What a task does.</summary>
internal enum TaskPhase
{
    /// <summary>It has not begun, or has been taken out of all lists.</summary>
    None,

    /// <summary>It could run, and is in the run queue.</summary>
    Runnable,

    /// <summary>The CPU runs it.</summary>
    Running,

    /// <summary>It waits.</summary>
    Blocked,

    /// <summary>It has come to its end; its stack waits to be used again.</summary>
    Exited,
}

/// <summary>How far a task has been killed.</summary>
internal enum KillPhase
{
    /// <summary>Nobody has asked for it, or it is over.</summary>
    None,

    /// <summary>It is to be killed at the next point where that can be.</summary>
    Requested,

    /// <summary>The exception is on its way, or a handler of the program's has it.</summary>
    Thrown,
}

/// <summary>What a task waits for, as far as it matters when nothing can end the wait any more.</summary>
internal enum WaitKind
{
    /// <summary>A lock of the system's, whose holder runs on.</summary>
    Lock,

    /// <summary>Work; it may wait for ever.</summary>
    Work,

    /// <summary>A device's interrupt, which may always come.</summary>
    Device,

    /// <summary>The end of a program.</summary>
    Program,

    /// <summary>Time only.</summary>
    Time,

    /// <summary>An interrupt that it owns the line of, which may always come.</summary>
    Interrupt,

    /// <summary>That somebody lets it begin; is given up if nobody is left to do it.</summary>
    Birth,

    /// <summary>Something that another task does; is refused if nobody is left to do it.</summary>
    Signal,

    /// <summary>Something that may as well not happen: given up if nobody is left to do it.</summary>
    Courtesy,
}

/// <summary>Why a wait has ended.</summary>
internal enum WakeReason
{
    /// <summary>What was waited for has happened.</summary>
    Signalled,

    /// <summary>The time is over.</summary>
    TimedOut,

    /// <summary>Nothing could have ended it.</summary>
    Hopeless,

    /// <summary>The task is to be killed.</summary>
    Killed,
}
