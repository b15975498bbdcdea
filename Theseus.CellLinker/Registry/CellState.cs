namespace Theseus.CellLinker;

/// <summary>How far a cell has come.</summary>
public enum CellState : byte
{
    /// <summary>Its file was refused; the fault says why.</summary>
    Refused,

    /// <summary>It has addresses, so that others can refer to it, and no memory.</summary>
    Placed,

    /// <summary>Its tables are checked and some of its pages may be loaded.</summary>
    Open,

    /// <summary>It is part of the nano-core and always there.</summary>
    Resident,

    /// <summary>It has left the system with the evolution that had brought it.</summary>
    Gone,
}
