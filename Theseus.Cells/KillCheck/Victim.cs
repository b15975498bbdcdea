namespace Theseus.Cells.KillCheck;

/// <summary>A body that is killed, and what must hold afterwards.</summary>
/// <param name="name">What people call it.</param>
internal abstract class Victim(string name)
{
    /// <summary>What people call it.</summary>
    public string Name => name;

    /// <summary>Called once before a run: everything as it was.</summary>
    public abstract void Reset();

    /// <summary>The body.</summary>
    public abstract void Body();

    /// <summary>What is wrong after its end; null if nothing is.</summary>
    public abstract string? Verdict();

    /// <summary>True if another can take a lock; it is free again afterwards.</summary>
    protected static bool IsFree(object gate)
    {
        if (!Monitor.TryEnter(gate))
        {
            return false;
        }

        Monitor.Exit(gate);
        return true;
    }
}
