using Theseus.Tasks.Locking;

namespace Theseus.Tasks.Ownership;

/// <summary>A mutex among what its holder owns; each mutex has one.</summary>
internal sealed class HeldMutex(TaskMutex mutex) : OwnedEntry(OwnedKind.Mutex, OwnedNumbers.NextOfLock())
{
    /// <inheritdoc/>
    public override void Release() => mutex.Abandon();
}
