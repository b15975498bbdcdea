namespace Theseus.Tasks.Supervision;

/// <summary>A task that its supervisor begins, and begins anew where it fails.</summary>
public sealed class SupervisedTask : Supervised
{
    private readonly Action _body;
    private readonly Delegate _entry;
    private readonly int _stackBytes;

    internal SupervisedTask(
        Supervisor supervisor, string name, Action body, Delegate entry, RestartKind kind, int stackBytes)
        : base(name, kind, supervisor) => (_body, _entry, _stackBytes) = (body, entry, stackBytes);

    internal override void Execute() => _body();

    internal override void HasEnded(SupervisedRun run) => Parent!.Wake();

    internal override bool TryBegin() => TryBegin(_entry, _stackBytes);
}
