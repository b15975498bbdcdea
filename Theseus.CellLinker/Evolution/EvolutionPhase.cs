namespace Theseus.CellLinker;

/// <summary>How far an evolution has come.</summary>
public enum EvolutionPhase : byte
{
    /// <summary>There is none: a free place.</summary>
    None,

    /// <summary>Its cells have addresses; nothing leads to them yet.</summary>
    Staged,

    /// <summary>The system is in the state that it has led to, or came to that one through it.</summary>
    InForce,

    /// <summary>It was undone: it is kept for <c>redo</c>, and for what still uses it.</summary>
    Retired,
}
