namespace Theseus.CellLinker;

/// <summary>A cell cannot be unloaded because something uses it; nothing of it was changed.</summary>
public sealed class CellInUseException(string cell, string user) : Exception($"The cell {cell} is used by {user}.")
{
    /// <summary>The cell's name.</summary>
    public string Cell { get; } = cell;

    /// <summary>What uses it.</summary>
    public string User { get; } = user;
}
