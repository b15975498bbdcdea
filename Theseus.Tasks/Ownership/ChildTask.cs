using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Ownership;

/// <summary>A task among what the one owns that has spawned it, and with which it ends.</summary>
internal sealed class ChildTask(SpawnedTask task) : OwnedEntry(OwnedKind.Child)
{
    /// <summary>It has its number now.</summary>
    public void HasBegun() => Number = task.Number;

    /// <inheritdoc/>
    public override void Release() => task.EndAsChild();
}
