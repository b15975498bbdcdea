using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>An evolution whose package is in memory. Owns the package and the table that it has made.</summary>
internal struct EvolutionRecord : IDisposable
{
    /// <summary>How far it has come; the default value is a free place.</summary>
    public EvolutionPhase Phase;

    /// <summary>
    /// Place of the nearest evolution before it that is kept; -1 where none is. Names of cells are looked up along that
    /// way.
    /// </summary>
    public int Previous;

    /// <summary>A body that the state needs which it led to is gone: nobody can come to that state any more.</summary>
    public bool IsStateGone;

    /// <summary>Whose its memory is.</summary>
    public MemoryOwner Owner;

    /// <summary>The package.</summary>
    public FrameTable<byte> Package;

    /// <summary>Room for all functions that have another body once it is in force.</summary>
    public FrameTable<Redirection> Room;

    /// <summary>How many these are.</summary>
    public int TableCount;

    /// <summary>The package; of a free place nothing.</summary>
    public readonly EvolutionView View => new(Package.Entries);

    /// <summary>All functions that have another body once it is in force.</summary>
    public readonly ReadOnlySpan<Redirection> Table => Room.Entries[..TableCount];

    /// <summary>Gives its memory back.</summary>
    public readonly void Dispose()
    {
        Room.Dispose();
        Package.Dispose();
    }
}
