using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Supervision;

/// <summary>One life of what is supervised: a task, with which all goes that it has taken.</summary>
internal sealed class SupervisedRun : SpawnedTask
{
    public SupervisedRun(Supervised of)
    {
        Of = of;
        Name = of.Name;
    }

    /// <summary>Whose life it is.</summary>
    public Supervised Of { get; }

    private protected override bool IsSupervised => true;

    /// <summary>Begins it. It ends with the task that calls.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for its stack.</exception>
    public void Begin(Delegate entry, int stackBytes) =>
        Start(entry, (nuint)stackBytes, isBlocked: false, isChild: true);

    private protected override void Execute() => Of.Execute();

    private protected override void OnEnded() => Of.HasEnded(this);
}
