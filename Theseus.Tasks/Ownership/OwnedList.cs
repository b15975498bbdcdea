using Theseus.Format;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Ownership;

/// <summary>
/// What one owner has beside memory, the latest first: a task that was spawned as one of the system's own, or a program
/// with all its other tasks, which may end before what they have made. Changed with interrupts off.
/// </summary>
[Resident]
internal sealed class OwnedList
{
    /// <summary>The latest; null where there is nothing.</summary>
    public OwnedEntry? First { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are locks.</summary>
    public int Locks { get; private set; }

    /// <summary>Takes one that is in no list.</summary>
    public void Add(OwnedEntry entry, uint task)
    {
        entry.Task = task;
        entry.List = this;
        entry.Previous = null;
        entry.Next = First;
        if (First is not null)
        {
            First.Previous = entry;
        }

        First = entry;
        Count++;
        Locks += IsLock(entry) ? 1 : 0;
    }

    /// <summary>Takes one out of the list that it is in, if any.</summary>
    public static void Remove(OwnedEntry entry)
    {
        if (entry.List is not { } list)
        {
            return;
        }

        if (entry.Previous is null)
        {
            list.First = entry.Next;
        }
        else
        {
            entry.Previous.Next = entry.Next;
        }

        if (entry.Next is not null)
        {
            entry.Next.Previous = entry.Previous;
        }

        entry.List = null;
        entry.Next = null;
        entry.Previous = null;
        list.Count--;
        list.Locks -= IsLock(entry) ? 1 : 0;
    }

    /// <summary>Takes one out that is in a list, and puts it into another; interrupts may be on.</summary>
    /// <returns>False, with nothing done, where it is in none.</returns>
    public static bool Move(OwnedEntry entry, OwnedList to, uint task)
    {
        bool on = Scheduler.TurnOff();
        bool isOwned = entry.List is not null;
        if (isOwned)
        {
            Remove(entry);
            to.Add(entry, task);
        }

        Scheduler.TurnOn(on);
        return isOwned;
    }

    /// <summary>
    /// Takes the latest out, or the latest lock of a task; interrupts may be on. Null where there is none.
    /// </summary>
    /// <param name="locksOf">The number of a task of which only the locks are meant; 0 for everything.</param>
    public OwnedEntry? TakeLatest(uint locksOf)
    {
        bool on = Scheduler.TurnOff();
        OwnedEntry? entry = First;
        while (entry is not null && locksOf != 0 && !(entry.Task == locksOf && IsLock(entry)))
        {
            entry = entry.Next;
        }

        if (entry is not null)
        {
            Remove(entry);
        }

        Scheduler.TurnOn(on);
        return entry;
    }

    private static bool IsLock(OwnedEntry entry) =>
        entry.Kind is OwnedKind.Mutex or OwnedKind.ReadLock or OwnedKind.WriteLock;
}
