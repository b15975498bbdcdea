using Theseus.Tasks.Locking;

namespace Theseus.Tasks.Ownership;

/// <summary>One hold of a reader-writer lock among what its holder owns.</summary>
internal sealed class HeldReaderWriterLock(TaskReaderWriterLock of, Waiter hold, uint number)
    : OwnedEntry(hold.IsExclusive ? OwnedKind.WriteLock : OwnedKind.ReadLock, number)
{
    /// <inheritdoc/>
    public override void Release() => of.Abandon(hold);
}
