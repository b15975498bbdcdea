namespace Theseus.Runtime;

/// <summary>
/// A task: null, or the address of its control block. A value lies only in lists that a task leaves before its memory
/// is given back, and in locals of code with interrupts off or of the task itself.
/// </summary>
internal readonly struct TaskReference : IEquatable<TaskReference>
{
    private readonly nuint _block;

    // SAFETY: a number is made of the pointer, which nobody follows here.
    public unsafe TaskReference(ThreadControlBlock* block) => _block = (nuint)block;

    /// <summary>The running one.</summary>
    // SAFETY: as above.
    public static unsafe TaskReference Current => new(ThreadControlBlock.Current());

    /// <summary>True where there is none.</summary>
    public bool IsNone => _block == 0;

    /// <summary>Its control block. Not where there is none.</summary>
    // SAFETY: only a control block becomes one (see the constructor's uses), and it stays as the type's words say.
    public unsafe ref ThreadControlBlock Block => ref *(ThreadControlBlock*)_block;

    /// <summary>What the scheduler keeps of it. Not where there is none.</summary>
    public ref TaskState State => ref Block.Task;

    /// <summary>The next in the list of all.</summary>
    // SAFETY: the list of all links control blocks.
    public unsafe TaskReference NextOfAll => new(Block.Next);

    /// <summary>Its control block's address.</summary>
    // SAFETY: a pointer is made of the number, which was one; who follows it says why.
    public unsafe ThreadControlBlock* Address => (ThreadControlBlock*)_block;

    public static bool operator ==(TaskReference left, TaskReference right) => left._block == right._block;

    public static bool operator !=(TaskReference left, TaskReference right) => left._block != right._block;

    public bool Equals(TaskReference other) => _block == other._block;

    public override bool Equals(object? obj) => obj is TaskReference other && Equals(other);

    public override int GetHashCode() => _block.GetHashCode();
}

/// <summary>The queue that a task is in: null, or its address.</summary>
internal readonly struct WaitQueueReference
{
    // SAFETY: a number is made of the pointer, which nobody follows here.
    public unsafe WaitQueueReference(WaitQueue* queue) => Address = (nuint)queue;

    /// <summary>True where there is none.</summary>
    public bool IsNone => Address == 0;

    /// <summary>Its address.</summary>
    public nuint Address { get; }

    /// <summary>The queue. Not where there is none.</summary>
    // SAFETY: a queue outlives those that are in it: it is a static of the kernel or lies in a block whose owner waits
    // for nobody to be in it.
    public unsafe ref WaitQueue Queue => ref *(WaitQueue*)Address;
}
