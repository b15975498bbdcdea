namespace Theseus.Format;

/// <summary>The names of errors, where nothing may be allocated to say them.</summary>
[NoAllocation]
public static class EvolutionErrorText
{
    /// <summary>The name as the enumeration has it.</summary>
    public static ReadOnlySpan<byte> Of(EvolutionError error) => error switch
    {
        EvolutionError.None => "None"u8,
        EvolutionError.Truncated => "Truncated"u8,
        EvolutionError.BadMagic => "BadMagic"u8,
        EvolutionError.WrongVersion => "WrongVersion"u8,
        EvolutionError.BadHash => "BadHash"u8,
        EvolutionError.BadHeader => "BadHeader"u8,
        EvolutionError.TableOutOfBounds => "TableOutOfBounds"u8,
        EvolutionError.BadCell => "BadCell"u8,
        EvolutionError.BadChange => "BadChange"u8,
        EvolutionError.BadName => "BadName"u8,
        EvolutionError.WrongWorld => "WrongWorld"u8,
        EvolutionError.WrongBaseline => "WrongBaseline"u8,
        EvolutionError.TooLarge => "TooLarge"u8,
        EvolutionError.MissingCell => "MissingCell"u8,
        EvolutionError.InNanoCore => "InNanoCore"u8,
        EvolutionError.NoRoom => "NoRoom"u8,
        EvolutionError.OutOfMemory => "OutOfMemory"u8,
        EvolutionError.BadPage => "BadPage"u8,
        EvolutionError.StillAtEntry => "StillAtEntry"u8,
        EvolutionError.Moved => "Moved"u8,
        EvolutionError.Busy => "Busy"u8,
        EvolutionError.NothingToUndo => "NothingToUndo"u8,
        EvolutionError.NothingToRedo => "NothingToRedo"u8,
        _ => "?"u8,
    };
}
