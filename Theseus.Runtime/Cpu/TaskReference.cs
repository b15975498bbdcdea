namespace Theseus.Runtime;

/// <summary>
/// A task: null, or the address of its control block. A value lies only in lists that a task leaves before its memory
/// is given back, and in locals of code with interrupts off or of the task itself.
/// </summary>
// SAFETY: only a control block becomes one (see the constructor's uses), and it stays as long as the type's words say.
internal readonly unsafe struct TaskReference : IEquatable<TaskReference>
{
    private readonly ThreadControlBlock* _block;

    public TaskReference(ThreadControlBlock* block) => _block = block;

    /// <summary>The running one.</summary>
    public static TaskReference Current => new(ThreadControlBlock.Current());

    /// <summary>True where there is none.</summary>
    public bool IsNone => _block == null;

    /// <summary>Its control block. Not where there is none.</summary>
    public ref ThreadControlBlock Block => ref *_block;

    /// <summary>What the scheduler keeps of it. Not where there is none.</summary>
    public ref TaskState State => ref _block->Task;

    /// <summary>The next in the list of all.</summary>
    public TaskReference NextOfAll => new(_block->Next);

    /// <summary>Its control block's address.</summary>
    public ThreadControlBlock* Address => _block;

    public static bool operator ==(TaskReference left, TaskReference right) => left._block == right._block;

    public static bool operator !=(TaskReference left, TaskReference right) => left._block != right._block;

    public bool Equals(TaskReference other) => _block == other._block;

    public override bool Equals(object? obj) => obj is TaskReference other && Equals(other);

    public override int GetHashCode() => ((nuint)_block).GetHashCode();
}

/// <summary>The queue that a task is in: null, or its address.</summary>
// SAFETY: a queue outlives those that are in it: it is a static of the kernel or lies in a block whose owner waits for
// nobody to be in it.
internal readonly unsafe struct WaitQueueReference
{
    private readonly WaitQueue* _queue;

    public WaitQueueReference(WaitQueue* queue) => _queue = queue;

    /// <summary>True where there is none.</summary>
    public bool IsNone => _queue == null;

    /// <summary>Its address.</summary>
    public nuint Address => (nuint)_queue;

    /// <summary>The queue. Not where there is none.</summary>
    public ref WaitQueue Queue => ref *_queue;
}
