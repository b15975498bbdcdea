namespace Theseus.Format;

/// <summary>The names of errors, where nothing may be allocated to say them.</summary>
[NoAllocation]
public static class CellErrorText
{
    /// <summary>The name as the enumeration has it.</summary>
    public static ReadOnlySpan<byte> Of(CellError error) => error switch
    {
        CellError.None => "None"u8,
        CellError.Truncated => "Truncated"u8,
        CellError.BadMagic => "BadMagic"u8,
        CellError.WrongVersion => "WrongVersion"u8,
        CellError.OtherWorld => "OtherWorld"u8,
        CellError.BadHash => "BadHash"u8,
        CellError.BadHeader => "BadHeader"u8,
        CellError.TableOutOfBounds => "TableOutOfBounds"u8,
        CellError.BadSegment => "BadSegment"u8,
        CellError.TooManySections => "TooManySections"u8,
        CellError.OverlappingSections => "OverlappingSections"u8,
        CellError.BadSection => "BadSection"u8,
        CellError.BadSymbol => "BadSymbol"u8,
        CellError.BadImport => "BadImport"u8,
        CellError.BadPageIndex => "BadPageIndex"u8,
        CellError.RelocationOutOfRange => "RelocationOutOfRange"u8,
        CellError.BadFunction => "BadFunction"u8,
        CellError.BadUnboxTarget => "BadUnboxTarget"u8,
        CellError.BadKillGap => "BadKillGap"u8,
        CellError.BadRoot => "BadRoot"u8,
        CellError.BadApp => "BadApp"u8,
        CellError.BadName => "BadName"u8,
        CellError.ValueOutOfRange => "ValueOutOfRange"u8,
        CellError.ImportUnbound => "ImportUnbound"u8,
        CellError.NoSuchPage => "NoSuchPage"u8,
        CellError.MissingCell => "MissingCell"u8,
        CellError.MissingSymbol => "MissingSymbol"u8,
        CellError.OutOfMemory => "OutOfMemory"u8,
        _ => "?"u8,
    };
}
