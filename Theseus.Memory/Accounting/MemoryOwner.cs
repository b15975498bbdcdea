using System.Text;

namespace Theseus.Memory;

/// <summary>
/// Who holds memory: a kind and a name. Every frame and every page has one, and each owner's frames are counted as they
/// come and go (<see cref="OwnerTable"/>).
/// </summary>
public readonly struct MemoryOwner
{
    internal MemoryOwner(ushort index) => Index = index;

    /// <summary>Place in the table.</summary>
    internal ushort Index { get; }

    /// <summary>What it is.</summary>
    public MemoryKind Kind => OwnerTable.KindOf(Index);

    /// <summary>Its name; empty for the owners that are the only one of their kind.</summary>
    public string Name => Encoding.UTF8.GetString(OwnerTable.NameOf(Index));

    /// <summary>Frames that it holds now.</summary>
    public ulong Frames => OwnerTable.FramesOf(Index);

    /// <summary>Pages of virtual addresses that it holds now, guard pages included.</summary>
    public ulong Pages => OwnerTable.PagesOf(Index);

    /// <summary>The one without a name.</summary>
    internal static MemoryOwner Of(MemoryKind kind) => new((ushort)kind);

    /// <summary>
    /// The running task, if it was spawned as one of the system's own; else the running program, or the kernel where
    /// none runs.
    /// </summary>
    public static MemoryOwner Current => TaskOwner.Current;

    public static bool operator ==(MemoryOwner left, MemoryOwner right) => left.Index == right.Index;

    public static bool operator !=(MemoryOwner left, MemoryOwner right) => left.Index != right.Index;

    public override bool Equals(object? other) => other is MemoryOwner owner && owner == this;

    public override int GetHashCode() => Index;

    public override string ToString() => Name.Length == 0 ? $"{Kind}" : $"{Kind} '{Name}'";
}
