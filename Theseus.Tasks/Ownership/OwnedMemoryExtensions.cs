using Theseus.Memory;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Ownership;

/// <summary>
/// Memory, frames and devices given from owner to owner. What a task takes that was spawned as one of the system's own
/// is released at its end; what must outlive it is given away before, or returned as its result.
/// </summary>
public static class OwnedMemoryExtensions
{
    /// <summary>Makes it a task's of the same program; the value that was is stale.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/></exception>
    /// <exception cref="InvalidOperationException">The task has ended, or has not been spawned.</exception>
    public static T GiveTo<T>([Moves] this T memory, SpawnedTask task)
        where T : struct, IOwnedMemory
    {
        ArgumentNullException.ThrowIfNull(task);
        return (T)task.Take(memory);
    }

    /// <summary>
    /// Makes it the program's, whatever becomes of the task that has it; the value that was is stale.
    /// </summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/></exception>
    public static T GiveToProgram<T>([Moves] this T memory)
        where T : struct, IOwnedMemory => (T)memory.MovedTo(TaskOwner.OfProgram);
}
