using Theseus.Format;

namespace Theseus.Tasks.Ownership;

/// <summary>
/// Something that is released when its owner ends, if it has not been before: an edge of the graph of who owns what.
/// In one list at most, that of its owner.
/// </summary>
[Resident]
internal abstract class OwnedEntry(OwnedKind kind, uint number = 0)
{
    /// <summary>What it is.</summary>
    public OwnedKind Kind { get; protected set; } = kind;

    /// <summary>The number by which people know it: of the channel, the lock, the task.</summary>
    public uint Number { get; protected set; } = number;

    /// <summary>The number of the task that it is of.</summary>
    public uint Task { get; set; }

    /// <summary>The list that it is in; null where nobody owns it.</summary>
    public OwnedList? List { get; set; }

    /// <summary>What its owner got before it.</summary>
    public OwnedEntry? Next { get; set; }

    /// <summary>What its owner got after it.</summary>
    public OwnedEntry? Previous { get; set; }

    /// <summary>
    /// Its owner has ended, and it is in no list any more. Throws nothing, and waits only for a child.
    /// </summary>
    public abstract void Release();
}
