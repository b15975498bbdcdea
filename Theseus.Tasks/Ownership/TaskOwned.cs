using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Tasks.Channels;
using Theseus.Tasks.Faults;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Ownership;

/// <summary>Whose list it is in, what a task gets.</summary>
internal static class TaskOwned
{
    private static OwnedList s_ofProgram = new();
    private static OwnedList? s_ofNext;

    /// <summary>The running task's.</summary>
    public static OwnedList Current => Of(TaskReference.Current);

    /// <summary>That of the running program, with all its tasks that were not spawned as the system's own.</summary>
    public static OwnedList OfProgram => s_ofProgram;

    /// <summary>The list of a task of the running program.</summary>
    public static OwnedList Of(TaskReference task) =>
        task.State.Spawned == 0 ? s_ofProgram : ((SpawnedTask)KeptObject.Get(task.State.Spawned)).Owned;

    /// <summary>Nobody refers to an end of a channel any more. Of no effect where it has been released.</summary>
    public static void Forget(ChannelEnd end)
    {
        if (end.List is not null)
        {
            end.Dispose();
        }
    }

    /// <summary>
    /// Makes the list of a program that is about to be begun, which its instance gets a copy of: there, where it
    /// begins, nobody could be told that memory is out.
    /// </summary>
    /// <exception cref="OutOfMemoryException">There is none for it.</exception>
    public static void PrepareProgram() => s_ofNext ??= new OwnedList();

    /// <summary>A program begins: it owns nothing of what the one has that began it. Allocates nothing.</summary>
    public static void BeginProgram() => (s_ofProgram, s_ofNext) = (s_ofNext!, null);

    /// <summary>
    /// Releases all that is in a list, the latest first. What cannot be released, for what it was is broken, is entered
    /// in the log of faults, and the rest is.
    /// </summary>
    public static void ReleaseAll(OwnedList list)
    {
        while (list.TakeLatest(locksOf: 0) is { } entry)
        {
            Release(entry);
        }
    }

    /// <summary>One of CoreLib's threads has ended, whose list is the program's: its locks are given back.</summary>
    public static void ReleaseLocks(uint task) => ReleaseLocks(s_ofProgram, task);

    /// <summary>Gives back the locks in a list that a task holds.</summary>
    public static void ReleaseLocks(OwnedList list, uint task)
    {
        while (list.Locks != 0 && list.TakeLatest(task) is { } entry)
        {
            Release(entry);
        }
    }

    private static void Release(OwnedEntry entry)
    {
        try
        {
            entry.Release();
        }
        catch (Exception) when (TaskFault.IsNoted())
        {
            // There is nothing left of it that anybody could use.
        }
    }
}
