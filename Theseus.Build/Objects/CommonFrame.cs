namespace Theseus.Build.Objects;

/// <summary>
/// A common information entry (DWARF 4 section 6.4.1, LSB 5.0 section 10.6): what the frame entries that point
/// to it share. <see cref="CodeAlign"/> is in bytes, <see cref="DataAlign"/> in bytes and usually -8.
/// </summary>
public sealed record CommonFrame(int CodeAlign, int DataAlign, int Instructions, int InstructionBytes)
{
    /// <summary>DW_EH_PE encodings of code and LSDA pointers.</summary>
    public byte CodeEncoding { get; init; }
    public byte LsdaEncoding { get; init; } = 0xFF;
    /// <summary>The augmentation starts with 'z': frame entries give their augmentation's length.</summary>
    public bool HasAugmentationLength { get; init; }
    /// <summary>'S': the frame is that of an interrupted function, whose address is not a return address.</summary>
    public bool IsSignalFrame { get; init; }
}
