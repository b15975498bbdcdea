using Theseus.Memory;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Programs;

/// <summary>
/// A look into a program's instance, for reports. While it lasts, interrupts are off and every static that holds an
/// object is that program's: nothing of the caller's heap may be touched, and what is found is kept on the stack, which
/// all have.
/// </summary>
internal readonly ref struct InstanceLook
{
    private readonly bool _interrupts;
    private readonly nuint _running;

    /// <summary>Begins to look at a program; or at the system's own, where it was booted.</summary>
    /// <param name="place">The program's place, 0 for the system's own.</param>
    public InstanceLook(int place)
    {
        _interrupts = Scheduler.TurnOff();
        _running = Instances.Current;
        ref ProgramRecord record = ref ProgramTable.At(place);
        Instance = place == 0 ? Instances.First
            : record.Phase is ProgramPhase.Running or ProgramPhase.Stopped ? record.Instance
            : 0;
        if (IsThere)
        {
            Instances.Activate(Instance);
        }
    }

    /// <summary>False where there is no such program, or it has no instance: then nothing has changed.</summary>
    public bool IsThere => Instance != 0;

    /// <summary>The instance that is looked at; 0 where there is none.</summary>
    public nuint Instance { get; }

    /// <summary>What ran before runs on.</summary>
    public void Dispose()
    {
        if (IsThere)
        {
            Instances.Activate(_running);
        }

        Scheduler.TurnOn(_interrupts);
    }
}
