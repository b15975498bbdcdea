using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// Tasks as owners of memory, frames and devices. Those that were spawned as the system's own have a name of their own,
/// from when they first take something, and what they hold is released at their end. CoreLib's threads take in their
/// program's name: on any .NET what a thread has made outlives it.
/// </summary>
internal static class TaskOwner
{
    /// <summary>Whose memory is what the running task takes without naming an owner.</summary>
    public static MemoryOwner Current => Of(TaskReference.Current);

    /// <summary>The running program.</summary>
    public static MemoryOwner OfProgram => new(OwnerTable.Program);

    /// <summary>
    /// Whose memory is what a task of the running program takes. With the table of owners full, its program's.
    /// </summary>
    public static MemoryOwner Of(TaskReference task)
    {
        ref TaskState state = ref task.State;
        return state.Owner != 0 ? new MemoryOwner(state.Owner)
            : state.Spawned == 0 ? new MemoryOwner(OwnerTable.Program)
            : Begin(ref state);
    }

    /// <summary>A task ends, or has: what it still holds is released. Returns how much that was.</summary>
    public static int End(ushort index)
    {
        if (index == 0)
        {
            return 0;
        }

        MemoryOwner owner = new(index);
        int released = OwnerEnd.ReleaseAll(owner);
        OwnerTable.End(owner);
        return released;
    }

    /// <summary>A program has ended: what its tasks still held is released.</summary>
    public static void EndAllOf(MemoryOwner program)
    {
        for (int i = 0; i < OwnerTable.Count; i++)
        {
            MemoryOwner owner = OwnerTable.At(i);
            if (owner.Kind == MemoryKind.Task && OwnerTable.IsChild(owner, program))
            {
                End(owner.Index);
            }
        }
    }

    private static MemoryOwner Begin(ref TaskState state)
    {
        Span<byte> name = stackalloc byte[OwnerTable.NameBytes];
        state.Number.TryFormat(name, out int length);
        name[length++] = (byte)' ';
        ReadOnlySpan<byte> own = state.Name.Text;
        own = own[..Math.Min(own.Length, name.Length - length)];
        own.CopyTo(name[length..]);
        MemoryOwner program = new(OwnerTable.Program);
        MemoryOwner owner = OwnerTable.Register(MemoryKind.Task, name[..(length + own.Length)]);
        if (OwnerTable.IsShared(owner))
        {
            return program;
        }

        OwnerTable.SetParent(owner, program);
        state.Owner = owner.Index;
        return owner;
    }
}
